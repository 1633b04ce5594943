#!/usr/bin/env bash
# Weibo names and mentions, the corrected version, without pre-trained vectors. A token of the files
# is a character followed by its place in its word: that digit becomes a column of its own. Halves
# of emoji, which are no UTF-8, become U+FFFD. The mean of three seeds.
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data/tagging/weibo_ner
rm -rf target/results/weibo
mkdir -p target/results/weibo/data
for part in train dev test; do
  gzip -dc $data/weiboNER_2nd_conll.$part.gz | LC_ALL=C sed -E \
    's/\xed[\xa0-\xbf][\x80-\xbf]/\xef\xbf\xbd/; s/^(.+)([0-9])\t/\1\t\2\t/' \
    >target/results/weibo/data/$part.txt
done
# A few tags are illegal, in the test part too; --repair takes them as conlleval does.
./eddy train tag --data target/results/weibo/data/train.txt \
  --valid target/results/weibo/data/dev.txt --features 2 --pairs --repair --epochs 15 \
  --seed 1 --seeds 3 --out target/results/weibo/model >&2
./eddy evaluate target/results/weibo/model --data target/results/weibo/data/test.txt --json
