#!/bin/bash
set -e
echo "Rolling the model back to the version before"
sleep 1
echo "Done"
