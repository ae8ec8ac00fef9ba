#!/usr/bin/env bash
set -euo pipefail
curl --fail --max-time 5 https://loans.bank/health
