#!/usr/bin/env bash
# Moving MNIST, which two digits move, as one of 55 unordered pairs: 10,000 clips to train (seed 1),
# 1,000 to validate (seed 2), both of digits from the official training images, and 2,000 to test
# (seed 3) of digits from the official test images.
set -euo pipefail
cd "$(dirname "$0")/.."
images=../shared/data/image_sequence/mnist
out=target/results/moving-mnist-digits
rm -rf $out $out-data
mkdir -p $out-data
jdk=$(./eddy --jdk)
./eddy --help >/dev/null # builds where that is needed
make() {
  "$jdk/bin/java" -cp 'target/launcher/lib/*' \
    examples/src/main/java/eddy/examples/MovingDigits.java "$@"
}
make $images/train-images-idx3-ubyte.gz $out-data/train 10000 1 0 55000
make $images/train-images-idx3-ubyte.gz $out-data/valid 1000 2 55000 60000
make $images/t10k-images-idx3-ubyte.gz $out-data/test 2000 3
./eddy train frames --label digits --data $out-data/train-idx4-ubyte.gz \
  --valid $out-data/valid-idx4-ubyte.gz --test $out-data/test-idx4-ubyte.gz \
  --label-parts character --frames 6 --size 128 --shift 4 --distort 0.2 --channels 16,32,64,128 \
  --pooling max,mean --batch-size 32 --epochs 40 --patience 40 --seed 1 --out $out >&2
./eddy evaluate $out --json
