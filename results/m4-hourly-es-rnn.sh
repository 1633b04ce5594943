#!/usr/bin/env bash
# The M4 competition's 414 hourly series by exponential smoothing learnt together with a network, on
# the official test part of 48 hours. It has fewer than 2,000 windows, so the row is the mean of
# three seeds.
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data/timeseries/m4_hourly
rm -rf target/results/m4-hourly-es-rnn
./eddy train forecast --model es-rnn --data $data/Hourly-train.csv.gz --season 24,168 --horizon 48 \
  --look-back 24 --split rest/48/0 --output quantile --quantiles 0.1,0.5,0.9 --cell lstm \
  --hidden 40 --batch-size 16 --learning-rate 0.005 --schedule cosine --epochs 20 --patience 20 --clip 1 \
  --average 0.95 --seed 1 --seeds 3 --out target/results/m4-hourly-es-rnn >&2
./eddy evaluate target/results/m4-hourly-es-rnn --data $data/Hourly-test.csv.gz \
  --history $data/Hourly-train.csv.gz --json
