#!/usr/bin/env bash
# Strings of digits by a speaker of the Free Spoken Digit Dataset, theo, whom no training has heard: 500
# to test (seed 7) from recordings 0 to 4 of theo; all others are of the other five.
set -euo pipefail
cd "$(dirname "$0")/.."
work=target/results/fsdd-new-speaker-data
rm -rf "$work" target/results/fsdd-new-speaker
mkdir -p "$work"/{train,valid,test}
unzip -q ../shared/data/speech/fsdd/recordings.zip -d "$work"
mv "$work"/recordings/*_[0-4].wav "$work/test"
mv "$work"/recordings/*_[5-9].wav "$work/valid"
mv "$work"/recordings/*.wav "$work/train"
jdk=$(./eddy --jdk)
./eddy --help >/dev/null # builds where that is needed
join() {
  "$jdk/bin/java" -cp 'target/launcher/lib/*' \
    examples/src/main/java/eddy/examples/DigitStrings.java \
    "$work/$1" "$work/$1-strings" "$2" "$3" "$4"
}
join test 500 7 theo
join valid 200 8 -theo
join train 1500 9 -theo
./eddy train transcribe --data "$work/train-strings/manifest.csv" \
  --valid "$work/valid-strings/manifest.csv" --units word --subsampling 4 --epochs 20 \
  --seed 1 --out target/results/fsdd-new-speaker >&2
./eddy evaluate target/results/fsdd-new-speaker --data "$work/test-strings/manifest.csv" --json
