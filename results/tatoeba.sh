#!/usr/bin/env bash
# Tatoeba, English to Chinese. English sentences whose CRC-32 mod 20 is 0 are the test part, those
# with 1 validate; all Chinese sentences of one are its references.
set -euo pipefail
cd "$(dirname "$0")/.."
out=target/results/tatoeba
rm -rf $out $out-data
mkdir -p $out-data
gzip -dc ../shared/data/translation/tatoeba_en_zh/cmn.txt.gz | tr -d '\r' >$out-data/pairs.tsv
./eddy train translate --data $out-data/pairs.tsv --source en --target zh \
  --target-tokens character --vocabulary-size 5000 --embedding 256 --hidden 512 --dropout 0.5 \
  --best-by bleu --batch-size 1000 --epochs 18 --seed 1 --out $out >&2
./eddy evaluate $out --json
