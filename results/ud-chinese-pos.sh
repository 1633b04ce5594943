#!/usr/bin/env bash
# Universal parts of speech of the Chinese GSD treebank, on its own words; the mean of three seeds.
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data/tagging/ud_chinese_seg_pos
rm -rf target/results/ud-chinese-pos
./eddy train tag --data $data/train.conll.gz --valid $data/dev.conll.gz --text 2 --tags 4 \
  --epochs 5 --seed 1 --seeds 3 --out target/results/ud-chinese-pos >&2
./eddy evaluate target/results/ud-chinese-pos --data $data/test.conll.gz --json
