#!/usr/bin/env bash
# ETTh1, all seven columns, 192 hours ahead from 96 hours back.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf target/results/etth1-192
./eddy train forecast --data ../shared/data/timeseries/ETTh1/ETTh1.csv.gz \
  --time date --target all --split 12mo/4mo/4mo --look-back 96 --horizon 192 \
  --seed 1 --out target/results/etth1-192 >&2
./eddy evaluate target/results/etth1-192 --json
