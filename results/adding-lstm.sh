#!/usr/bin/env bash
# The adding problem over 600 steps, 130 units of an LSTM that reads forward once: 50,000 training
# sequences (seed 1) in batches of 32 make 1,563 updates an epoch, 9,378 in all; 1,000 sequences
# validate (seed 2) and 1,000 test (seed 3).
set -euo pipefail
cd "$(dirname "$0")/.."
out=target/results/adding-lstm
rm -rf $out $out-data
mkdir -p $out-data
jdk=$(./eddy --jdk)
make() { "$jdk/bin/java" examples/src/main/java/eddy/examples/AddingProblem.java "$@"; }
make $out-data/train.ts 50000 600 1
make $out-data/valid.ts 1000 600 2
make $out-data/test.ts 1000 600 3
./eddy train series --target sum --data $out-data/train.ts --valid $out-data/valid.ts \
  --test $out-data/test.ts --cell lstm --hidden 130 --no-bidirectional --pooling last --dropout 0 \
  --batch-size 32 --learning-rate 0.002 --epochs 6 --patience 6 --seed 1 --out $out >&2
./eddy evaluate $out --json
