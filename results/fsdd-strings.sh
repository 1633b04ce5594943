#!/usr/bin/env bash
# Strings of one to seven digits, joined from recordings of the Free Spoken Digit Dataset: 500 to test
# (seed 7) from recordings 0 to 4, 200 to validate from 5 to 9, 1,500 to train from the others. The mean
# of three seeds.
set -euo pipefail
cd "$(dirname "$0")/.."
work=target/results/fsdd-strings-data
rm -rf "$work" target/results/fsdd-strings
mkdir -p "$work"/{train,valid,test}
unzip -q ../shared/data/speech/fsdd/recordings.zip -d "$work"
mv "$work"/recordings/*_[0-4].wav "$work/test"
mv "$work"/recordings/*_[5-9].wav "$work/valid"
mv "$work"/recordings/*.wav "$work/train"
jdk=$(./eddy --jdk)
./eddy --help >/dev/null # builds where that is needed
join() {
  "$jdk/bin/java" -cp 'target/launcher/lib/*' \
    examples/src/main/java/eddy/examples/DigitStrings.java "$work/$1" "$work/$1-strings" "$2" "$3"
}
join test 500 7
join valid 200 8
join train 1500 9
./eddy train transcribe --data "$work/train-strings/manifest.csv" \
  --valid "$work/valid-strings/manifest.csv" --units word --subsampling 4 --epochs 20 --seeds 3 \
  --out target/results/fsdd-strings >&2
./eddy evaluate target/results/fsdd-strings --data "$work/test-strings/manifest.csv" --json
