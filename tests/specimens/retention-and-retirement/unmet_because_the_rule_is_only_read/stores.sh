#!/bin/sh
set -e
aws s3api get-bucket-lifecycle-configuration --bucket answers
mc ilm ls store/answers
