#!/usr/bin/env bash
# ETTh1, all seven columns, 192 hours ahead from 720 hours back, two days a segment.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf target/results/etth1-192-far
./eddy train forecast --data ../shared/data/timeseries/ETTh1/ETTh1.csv.gz \
  --time date --target all --split 12mo/4mo/4mo --look-back 720 --horizon 192 --segment 48 \
  --hidden 256 --dropout 0.1 --batch-size 64 --learning-rate 0.0003 --patience 5 \
  --seed 1 --out target/results/etth1-192-far >&2
./eddy evaluate target/results/etth1-192-far --json
