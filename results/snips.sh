#!/usr/bin/env bash
# Snips: slots and the intent of each utterance, learnt together. The official parts; the test part
# has fewer than 2,000 utterances, so the row is the mean of three seeds.
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data/tagging/snips_slu
rm -rf target/results/snips
./eddy train tag --data $data/train --valid $data/valid --epochs 8 --seed 1 --seeds 3 \
  --out target/results/snips >&2
./eddy evaluate target/results/snips --data $data/test --json
