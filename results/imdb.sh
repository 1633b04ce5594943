#!/usr/bin/env bash
# IMDB, the official split, beginning from a language model of the training reviews.
set -euo pipefail
cd "$(dirname "$0")/.."
results/imdb-language.sh
out=target/results/imdb
rm -rf $out $out-data
mkdir -p $out-data
for part in train test; do
  gzip -dc ../shared/data/text_classification/imdb/$part.tsv.gz | sed 's/<br \/>/ /g' \
    >$out-data/$part.tsv
done
./eddy train classify --data $out-data/train.tsv --test $out-data/test.tsv --no-header --label 1 \
  --text 3 --lowercase --from target/results/imdb-language --unfreeze 0 --longest 400 \
  --pooling last,mean,max --dropout 0.4 --dropout-input 0.2 --learning-rate 0.004 --epochs 4 \
  --seed 1 --out $out >&2
./eddy evaluate $out --json
