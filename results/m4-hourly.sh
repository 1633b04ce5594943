#!/usr/bin/env bash
# The M4 competition's 414 hourly series, one model for all, on the official test part of 48 hours.
# It has fewer than 2,000 windows, so the row is the mean of three seeds.
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data/timeseries/m4_hourly
rm -rf target/results/m4-hourly
./eddy train forecast --data $data/Hourly-train.csv.gz --season 24 --horizon 48 --look-back 336 \
  --split rest/48/0 --output quantile --hidden 128 --dropout 0.1 --epochs 5 \
  --seed 1 --seeds 3 --out target/results/m4-hourly >&2
./eddy evaluate target/results/m4-hourly --data $data/Hourly-test.csv.gz \
  --history $data/Hourly-train.csv.gz --json
