#!/usr/bin/env bash
# Free Spoken Digit Dataset, its own split: recordings 0 to 4 of each digit and speaker are the test
# part (300). Of the others, 5 to 9 validate. The mean of three seeds.
set -euo pipefail
cd "$(dirname "$0")/.."
work=target/results/fsdd-data
rm -rf "$work" target/results/fsdd
mkdir -p "$work"/{train,valid,test}
unzip -q ../shared/data/speech/fsdd/recordings.zip -d "$work"
mv "$work"/recordings/*_[0-4].wav "$work/test"
mv "$work"/recordings/*_[5-9].wav "$work/valid"
mv "$work"/recordings/*.wav "$work/train"
./eddy train transcribe --data "$work/train" --valid "$work/valid" --label '([0-9])_.*' \
  --units word --subsampling 4 --epochs 12 --seeds 3 \
  --out target/results/fsdd >&2
./eddy evaluate target/results/fsdd --data "$work/test" --json
