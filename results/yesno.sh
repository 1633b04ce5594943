#!/usr/bin/env bash
# yesno: eight times yes or no in each recording. The 31 whose names begin with 0 train, the last 5 of
# them to validate; the 29 that begin with 1 are the test part. All recordings that train begin with no
# and all of the test part with yes, and a network would learn that the first word is no. So they are
# cut in their pauses, and their words joined anew to strings of one to eight. A stripe of SpecAugment
# would hide whole words. The mean of three seeds.
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
jdk=$(./eddy --jdk)
./eddy --help >/dev/null # builds where that is needed
shuffle() {
  "$jdk/bin/java" -cp 'target/launcher/lib/*' \
    examples/src/main/java/eddy/examples/ShuffledWords.java "$work/$1" "$work/$1-shuffled" 8 "$2" "$3"
}
shuffle valid 100 1
shuffle train 1500 2
./eddy train transcribe --data "$work/train-shuffled/manifest.csv" \
  --valid "$work/valid-shuffled/manifest.csv" --units word --subsampling 4 --layers 1 \
  --no-spec-augment --dropout 0.5 --epochs 7 --seeds 3 --out target/results/yesno >&2
./eddy evaluate target/results/yesno --data "$work/test" --json
