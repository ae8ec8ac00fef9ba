#!/usr/bin/env bash
set -euo pipefail
kubectl set image deployment/loans "loans=registry/loans:${GITHUB_SHA}"
kubectl rollout status deployment/loans
bash ops/verify_deploy.sh
