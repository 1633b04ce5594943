#!/usr/bin/env bash
# Multi30k, English to German, test 2016: cased, detokenized BLEU of one model with a beam of five.
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data/translation/multi30k_en_de
rm -rf target/results/multi30k
./eddy train translate --data $data/train --valid $data/val --source en --target de \
  --vocabulary-size 6000 --tied --embedding 512 --hidden 512 --dropout 0.4 --best-by bleu \
  --batch-size 1000 --learning-rate 0.0015 --epochs 13 --seed 1 --out target/results/multi30k >&2
./eddy evaluate target/results/multi30k --data $data/test_2016_flickr --json
