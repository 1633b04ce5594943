#!/usr/bin/env bash
# JapaneseVowels, which of nine speakers said it, official split. The test part has fewer than 2,000
# sequences, so the row is the mean of three seeds.
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data/ts_classification/JapaneseVowels
rm -rf target/results/japanese-vowels
./eddy train series --data $data/JapaneseVowels_TRAIN.ts.gz --test $data/JapaneseVowels_TEST.ts.gz \
  --seed 1 --seeds 3 --out target/results/japanese-vowels >&2
./eddy evaluate target/results/japanese-vowels --json
