#!/usr/bin/env bash
# The language model that the rows imdb and sst2-imdb begin from: words of the 25,000 IMDB training
# reviews in lower case, without their labels. Prints nothing; kept in target/results/imdb-language.
set -euo pipefail
cd "$(dirname "$0")/.."
out=target/results/imdb-language
if [[ -e $out/checksums.json ]]; then
  exit 0
fi
mkdir -p $out-data
gzip -dc ../shared/data/text_classification/imdb/train.tsv.gz | cut -f 3- |
  sed 's/<br \/>/ /g' | LC_ALL=C tr 'A-Z' 'a-z' | shuf --random-source=<(yes) >$out-data/text.txt
./eddy train language --data $out-data/text.txt --split 98/1/1 --tokens word --min-count 5 \
  --vocabulary-size 30000 --adaptive 2000,8000 --embedding 256 --hidden 512 --layers 1 --steps 64 \
  --batch-size 32 --dropout 0.2 --learning-rate 0.002 --schedule one-cycle --epochs 2 --resume \
  --seed 1 --out $out >&2
