#!/usr/bin/env bash
# The Penn Treebank in words, weights tied and regularized, in at most 90 minutes of training.
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data/language_model/ptb
rm -rf target/results/ptb-own
./eddy train language --tokens whitespace --min-count 1 --data $data/ptb.train.txt.gz \
  --valid $data/ptb.valid.txt.gz --hidden 650 --layers 2 --tied --steps 35 --batch-size 20 \
  --dropout 0.5 --weight-drop 0.3 --epochs 20 --seed 1 --out target/results/ptb-own >&2
./eddy evaluate target/results/ptb-own --data $data/ptb.test.txt.gz --json
