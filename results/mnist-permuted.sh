#!/usr/bin/env bash
# MNIST digits read pixel by pixel, 784 steps in one random order (seed 1).
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data/image_sequence/mnist
rm -rf target/results/mnist-permuted
./eddy train series --data $data/train-images-idx3-ubyte.gz --test $data/t10k-images-idx3-ubyte.gz \
  --order permuted --split 95/5 --hidden 96 --dropout 0.1 \
  --batch-size 64 --learning-rate 0.004 --epochs 16 --patience 16 --seed 1 \
  --out target/results/mnist-permuted >&2
./eddy evaluate target/results/mnist-permuted --json
