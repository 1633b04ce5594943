#!/usr/bin/env bash
# Chinese hotel reviews. Counted from 0 after the header, every tenth row is the test part, 777 of
# them, so the row is the mean of three seeds. The one review that is empty is left out of training.
set -euo pipefail
cd "$(dirname "$0")/.."
out=target/results/chnsenticorp
rm -rf $out $out-data
mkdir -p $out-data
gzip -dc ../shared/data/text_classification/chnsenticorp_htl/ChnSentiCorp_htl_all.csv.gz |
  awk -v out=$out-data 'NR == 1 { print > (out "/train.csv"); print > (out "/test.csv"); next }
    !/^[01],\r?$/ { print > (out ((NR - 2) % 10 == 0 ? "/test.csv" : "/train.csv")) }'
./eddy train classify --data $out-data/train.csv --test $out-data/test.csv --text review \
  --embedding 64 --hidden 64 --longest 200 --learning-rate 0.003 --epochs 5 --seed 1 --seeds 3 --out $out >&2
./eddy evaluate $out --json
