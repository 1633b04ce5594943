#!/usr/bin/env bash
# SBU Kinect interactions, what two skeletons do: the five published folds over pairs of actors, of
# which every tenth training sequence validates. The row is the mean over the folds; each trains
# into a folder seed-FOLD, with the fold's number as its seed.
set -euo pipefail
cd "$(dirname "$0")/.."
out=target/results/sbu
rm -rf $out $out-data
mkdir -p $out-data
jdk=$(./eddy --jdk)
zip=$PWD/../shared/data/action_skeleton/sbu_kinect/SBU.zip
(cd $out-data && "$jdk/bin/jar" xf "$zip")
fold=0
for test in "s01s02 s03s04 s05s02 s06s04" "s02s03 s02s07 s03s05 s05s03" \
  "s01s03 s01s07 s07s01 s07s03" "s02s01 s02s06 s03s02 s03s06" \
  "s04s02 s04s03 s04s06 s06s02 s06s03"; do
  fold=$((fold + 1))
  parts=$out-data/$fold
  count=0
  for file in $(cd $out-data && LC_ALL=C ls SBU/*/*/*/skeleton_pos.txt); do
    IFS=/ read -r _ pair label number _ <<<"$file"
    if [[ " $test " == *" $pair "* ]]; then
      part=test
    else
      part=$([[ $((count % 10)) -eq 9 ]] && echo valid || echo train)
      count=$((count + 1))
    fi
    mkdir -p $parts/$part/$label
    # The first field counts the frames.
    cut -d, -f2- $out-data/$file >$parts/$part/$label/$pair-$number.csv
  done
  ./eddy train series --data $parts/train --valid $parts/valid --test $parts/test \
    --dropout 0.5 --dropout-input 0.2 --seed $fold --out $out/seed-$fold >&2
done
./eddy evaluate $out --json
