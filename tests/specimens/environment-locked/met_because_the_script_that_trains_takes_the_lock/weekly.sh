#!/bin/bash
set -e
python3.11 -m pip install -r requirements.lock.txt
python3.11 train.py
