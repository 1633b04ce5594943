#!/usr/bin/env bash
# Seattle's daily maximum temperature, seven days ahead; the last fifth is the test part.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf target/results/seattle
./eddy train forecast --data ../shared/data/timeseries/small/seattle-weather.csv \
  --time date --target temp_max --horizon 7 --split 60/20/20 \
  --seed 1 --out target/results/seattle >&2
./eddy evaluate target/results/seattle --json
