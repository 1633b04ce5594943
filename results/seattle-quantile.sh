#!/usr/bin/env bash
# Seattle's daily maximum temperature, quantiles of the next seven days; the last fifth is the test
# part. It has fewer than 2,000 windows, so the row is the mean of three seeds.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf target/results/seattle-quantile
./eddy train forecast --data ../shared/data/timeseries/small/seattle-weather.csv \
  --time date --target temp_max --calendar day-of-year --horizon 7 --look-back 28 --output quantile \
  --split 70/10/20 --hidden 64 --dropout 0.5 --learning-rate 0.001 --batch-size 32 --epochs 30 \
  --seed 1 --seeds 3 --out target/results/seattle-quantile >&2
./eddy evaluate target/results/seattle-quantile --json
