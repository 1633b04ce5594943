#!/usr/bin/env bash
# SST-2, sentences only, from scratch. The test part has fewer than 2,000 sentences, so the row is
# the mean of three seeds.
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data/text_classification/sst
rm -rf target/results/sst2
./eddy train classify --data $data/stsa.binary.train.gz --valid $data/stsa.binary.dev.gz \
  --test $data/stsa.binary.test.gz --tokens whitespace --min-count 1 \
  --word-dropout 0.2 --epochs 6 --seed 1 --seeds 3 --out target/results/sst2 >&2
./eddy evaluate target/results/sst2 --json
