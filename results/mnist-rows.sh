#!/usr/bin/env bash
# MNIST digits read row by row, 28 steps of 28 pixels.
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data/image_sequence/mnist
rm -rf target/results/mnist-rows
./eddy train series --data $data/train-images-idx3-ubyte.gz --test $data/t10k-images-idx3-ubyte.gz \
  --order row --split 95/5 --batch-size 64 --epochs 12 --patience 12 --seed 1 \
  --out target/results/mnist-rows >&2
./eddy evaluate target/results/mnist-rows --json
