#!/usr/bin/env bash
# Surnames in characters -> one of 18 languages. Counted from 0 over the files in alphabetical order,
# every tenth name is the test part, 2,005 of them.
set -euo pipefail
cd "$(dirname "$0")/.."
out=target/results/names
rm -rf $out $out-data
mkdir -p $out-data/train $out-data/test
(
  cd ../shared/data/text_classification/names
  LC_ALL=C awk -v out="$OLDPWD/$out-data" '{
    print > (out (n++ % 10 == 0 ? "/test/" : "/train/") FILENAME)
  }' *.txt
)
./eddy train classify --data $out-data/train --test $out-data/test --tokens character --split 95/5 \
  --embedding 32 --hidden 128 --pooling last,mean,max --dropout-input 0.2 --weight-drop 0.2 \
  --average 0.998 --learning-rate 0.005 --epochs 20 --seed 1 --out $out >&2
./eddy evaluate $out --json
