set -euo pipefail
sudo apt-get install -y jq graphviz
aws s3 mb s3://tides
