#!/usr/bin/env bash
# CoNLL-2000 chunking: words and the column of parts of speech; the last tenth of the training
# file validates. F1 over chunks as the shared task's conlleval counts it.
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data/tagging/conll2000
rm -rf target/results/conll2000
./eddy train tag --data $data/train.txt.gz --features 2 --split 90/10/0 --epochs 15 --hidden 256 --characters 50 --average 0.998 --seed 1 \
  --out target/results/conll2000 >&2
./eddy evaluate target/results/conll2000 --data $data/test.txt.gz --json
