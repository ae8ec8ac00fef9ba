#!/bin/bash
set -e
echo "Rolling the model back to $1"
kubectl set image deployment/churn churn=eu.gcr.io/shop/churn:$1
kubectl rollout status deployment/churn
