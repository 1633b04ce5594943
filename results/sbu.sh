#!/usr/bin/env bash
# SBU Kinect interactions, what two skeletons do: the five published folds over pairs of actors, of
# which every tenth training sequence validates. Points are brought to one scale around the middle of both
# torsos in the first frame, and how far each has moved since the frame before stands beside it. Each
# training sequence is learnt as it is, seen in a mirror, with the two actors exchanged, and both. The
# row is the mean over the folds; each trains into a folder seed-FOLD, with the fold's number as its
# seed. Options were chosen on training pairs of two folds that other ones were not trained on.
set -euo pipefail
cd "$(dirname "$0")/.."
out=target/results/sbu
rm -rf $out $out-data
mkdir -p $out-data
jdk=$(./eddy --jdk)
zip=$PWD/../shared/data/action_skeleton/sbu_kinect/SBU.zip
(cd $out-data && "$jdk/bin/jar" xf "$zip")
# The first field counts the frames; then come two skeletons of 15 points, x, y and z of each, of which
# the third is the torso. SIDE is -1 for a mirror, SECOND is 1 to begin with the second skeleton.
place() { # FILE SIDE SECOND
  awk -F, -v side="$2" -v second="$3" '
    { for (i = 0; i < 90; i++) {
        axis = i % 3
        value[i] = axis == 0 ? 1.28 - 2.56 * $(i + 2) : axis == 1 ? 0.96 - 1.92 * $(i + 2) : 1.28 * $(i + 2)
      } }
    NR == 1 { for (axis = 0; axis < 3; axis++) middle[axis] = (value[6 + axis] + value[51 + axis]) / 2 }
    { for (i = 0; i < 90; i++) {
        from = second ? (i + 45) % 90 : i
        now[i] = value[from] - middle[from % 3]
        if (from % 3 == 0) now[i] *= side
        printf "%s%.5f", i ? "," : "", now[i]
      }
      for (i = 0; i < 90; i++) {
        printf ",%.5f", NR == 1 ? 0 : 5 * (now[i] - before[i])
        before[i] = now[i]
      }
      print "" }' "$1"
}
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
    place $out-data/$file 1 0 >$parts/$part/$label/$pair-$number.csv
    if [[ $part == train ]]; then
      place $out-data/$file -1 0 >$parts/train/$label/$pair-$number-mirror.csv
      place $out-data/$file 1 1 >$parts/train/$label/$pair-$number-other.csv
      place $out-data/$file -1 1 >$parts/train/$label/$pair-$number-mirror-other.csv
    fi
  done
  ./eddy train series --data $parts/train --valid $parts/valid --test $parts/test \
    --dropout 0.5 --dropout-input 0.4 --weight-drop 0.3 --average 0.99 --epochs 30 --seed $fold --out $out/seed-$fold >&2
done
./eddy evaluate $out --json
