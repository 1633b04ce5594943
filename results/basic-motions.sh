#!/usr/bin/env bash
# BasicMotions, four movements of a wrist, official split. The test part has fewer than 2,000
# sequences, so the row is the mean of three seeds.
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data/ts_classification/BasicMotions
rm -rf target/results/basic-motions
./eddy train series --data $data/BasicMotions_TRAIN.ts.gz --test $data/BasicMotions_TEST.ts.gz \
  --seed 1 --seeds 3 --out target/results/basic-motions >&2
./eddy evaluate target/results/basic-motions --json
