#!/usr/bin/env bash
# Daily exchange rates of eight currencies, 6 days ahead, by the protocol of LSTNet: 60/20/20 %, 168
# days back, and the figures of the last step alone in original units. Each currency is a series of
# its own with shared weights.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf target/results/exchange-6
mkdir -p target/results
{
  echo Australia,Britain,Canada,Switzerland,China,Japan,NewZealand,Singapore
  gzip -dc ../shared/data/timeseries/exchange_rate/exchange_rate.txt.gz
} >target/results/exchange_rate.csv
./eddy train forecast --data target/results/exchange_rate.csv --target all --split 60/20/20 \
  --look-back 168 --horizon 6 --hidden 32 --dropout 0.5 --weight-decay 0.001 \
  --learning-rate 0.001 --batch-size 32 --epochs 4 --seed 1 --out target/results/exchange-6 >&2
./eddy evaluate target/results/exchange-6 --json
