set -e
az ml job create -f jobs/nightly.yaml --stream
