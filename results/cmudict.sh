#!/usr/bin/env bash
# CMUdict, spelling to sounds: stress, comments and the numbers of further pronunciations dropped.
# Words whose CRC-32 mod 20 is 0 are the test part, those with 1 validate. A word is right if it is
# any of its pronunciations.
set -euo pipefail
cd "$(dirname "$0")/.."
out=target/results/cmudict
rm -rf $out $out-data
mkdir -p $out-data
gzip -dc ../shared/data/g2p/cmudict/cmudict.dict.gz | LC_ALL=C sed -E \
  's/ *#.*//; s/[012]( |$)/\1/g; s/^([^ ]+)\([0-9]+\) /\1 /; s/ /\t/' \
  >$out-data/words.tsv
./eddy train translate --data $out-data/words.tsv --source-tokens character \
  --target-tokens whitespace --embedding 128 --hidden 384 --layers 2 --dropout 0.2 \
  --batch-size 1500 --best-by error --epochs 14 --seed 1 --out $out >&2
./eddy evaluate $out --json
