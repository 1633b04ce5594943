#!/usr/bin/env bash
# Tiny Shakespeare in characters: the first 80 % to train on, the next 10 % to validate, the last 10 %
# read as one text with the memory carried on, while the network learns on (dynamic evaluation, at
# the rate that the last fifth of the validation part chose). The target is 1.50 nats.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf target/results/tinyshakespeare
./eddy train language --tokens character \
  --data ../shared/data/language_model/tinyshakespeare/input.txt.gz --split 80/10/10 \
  --hidden 448 --layers 2 --steps 100 --batch-size 32 --dropout 0.5 --weight-drop 0.4 \
  --learning-rate 0.003 --epochs 12 --seed 1 --out target/results/tinyshakespeare >&2
./eddy evaluate target/results/tinyshakespeare --adapt 0.3 --json
