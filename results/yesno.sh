#!/usr/bin/env bash
# yesno: eight times yes or no in each recording. The 31 whose names begin with 0 train, the last 5 of
# them validating; the 29 that begin with 1 are the test part. The mean of three seeds. A stripe of
# SpecAugment hides whole words here, which a network can only guess from their places: the first one
# is always no in training and always yes in the test part. So no stripes, and a single layer.
set -euo pipefail
cd "$(dirname "$0")/.."
work=target/results/yesno-data
rm -rf "$work" target/results/yesno
mkdir -p "$work"/{train,valid,test}
unzip -q ../shared/data/speech/yesno/waves_yesno.zip -d "$work"
mv "$work"/waves_yesno/1_*.wav "$work/test"
for file in $(find "$work/waves_yesno" -name '0_*.wav' | sort | tail -n 5); do
  mv "$file" "$work/valid"
done
mv "$work"/waves_yesno/0_*.wav "$work/train"
./eddy train transcribe --data "$work/train" --valid "$work/valid" \
  --units word --subsampling 4 --layers 1 --no-spec-augment --batch-size 2 --epochs 120 --patience 120 --seeds 3 \
  --out target/results/yesno >&2
./eddy evaluate target/results/yesno --data "$work/test" --json
