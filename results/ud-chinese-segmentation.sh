#!/usr/bin/env bash
# Segmentation of the Chinese GSD treebank of Universal Dependencies: the words of a sentence are
# joined and found again. F1 over words; the mean of three seeds.
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data/tagging/ud_chinese_seg_pos
rm -rf target/results/ud-chinese-segmentation
./eddy train tag --data $data/train.conll.gz --valid $data/dev.conll.gz --segment --text 2 \
  --epochs 6 --seed 1 --seeds 3 --out target/results/ud-chinese-segmentation >&2
./eddy evaluate target/results/ud-chinese-segmentation --data $data/test.conll.gz --json
