#!/usr/bin/env bash
# The Penn Treebank in words by the published protocol: two layers of 200 units, no dropout, 13
# epochs. The test part is read as one text with the memory carried on: 82,430 words and line ends.
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data/language_model/ptb
rm -rf target/results/ptb-small
./eddy train language --preset ptb-small --data $data/ptb.train.txt.gz \
  --valid $data/ptb.valid.txt.gz --seed 1 --out target/results/ptb-small >&2
./eddy evaluate target/results/ptb-small --data $data/ptb.test.txt.gz --json
