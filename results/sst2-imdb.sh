#!/usr/bin/env bash
# SST-2, sentences only, beginning from a language model of the IMDB training reviews; the mean of
# three seeds.
set -euo pipefail
cd "$(dirname "$0")/.."
results/imdb-language.sh
data=../shared/data/text_classification/sst
rm -rf target/results/sst2-imdb
./eddy train classify --data $data/stsa.binary.train.gz --valid $data/stsa.binary.dev.gz \
  --test $data/stsa.binary.test.gz --from target/results/imdb-language --unfreeze 1 \
  --pooling last,mean,max --dropout 0.5 --dropout-input 0.3 --learning-rate 0.004 --epochs 8 \
  --seed 1 --seeds 3 --out target/results/sst2-imdb >&2
./eddy evaluate target/results/sst2-imdb --json
