#!/bin/sh
set -e
aws s3api put-bucket-lifecycle-configuration --bucket answers --lifecycle-configuration file://keep.json
