#!/usr/bin/env bash
# The Penn Treebank in words, weights tied and regularized, in at most 90 minutes of training; while
# it is measured, the network learns on (dynamic evaluation, at the rate and decay that the
# validation part liked best of those tried with an earlier network).
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data/language_model/ptb
rm -rf target/results/ptb-own
./eddy train language --tokens whitespace --min-count 1 --data $data/ptb.train.txt.gz \
  --valid $data/ptb.valid.txt.gz --hidden 400 --layers 2 --tied --steps 35 --batch-size 20 \
  --dropout 0.4 --dropout-input 0.3 --dropout-embedding 0.05 --weight-drop 0.25 \
  --learning-rate 0.004 --schedule one-cycle --epochs 15 --patience 15 --seed 1 \
  --out target/results/ptb-own >&2
./eddy evaluate target/results/ptb-own --data $data/ptb.test.txt.gz --adapt 1,0.01 --json
