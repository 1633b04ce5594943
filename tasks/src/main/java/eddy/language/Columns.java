package eddy.language;

import eddy.text.Corpus;
import eddy.text.Vocabulary;
import java.util.Arrays;
import java.util.Iterator;

/**
 * A text cut into columns of equal length, which are read side by side, segment by segment.
 *
 * <p>Every token is the target of exactly one step, whose input is the token before it; the end of
 * a line comes before the first. Where the text does not come out even, some columns are one token
 * shorter, and the last segment is as short as what is left.
 *
 * @param corpus the text
 * @param count how many columns, at most as many as the text has tokens
 */
record Columns(Corpus corpus, int count) {

  /** As many columns as are wanted, or as many as the text has tokens. */
  static Columns of(Corpus corpus, int wanted) {
    return new Columns(corpus, (int) Math.min(wanted, corpus.size()));
  }

  /** The steps of the longest column. */
  long steps() {
    return Math.ceilDiv(corpus.size(), (long) count);
  }

  /** The segments of these lengths, one after the other. */
  Iterable<Segment> segments(int[] lengths) {
    return () ->
        new Iterator<>() {
          private int next;
          private long from;

          @Override
          public boolean hasNext() {
            return next < lengths.length;
          }

          @Override
          public Segment next() {
            Segment segment = segment(from, lengths[next]);
            from += lengths[next++];
            return segment;
          }
        };
  }

  /** The lengths of segments of so many steps, the last one shorter where it must be. */
  int[] lengths(int length) {
    long steps = steps();
    int[] lengths = new int[(int) Math.ceilDiv(steps, (long) length)];
    Arrays.fill(lengths, length);
    lengths[lengths.length - 1] = (int) (steps - (lengths.length - 1L) * length);
    return lengths;
  }

  private Segment segment(long from, int length) {
    int[] inputs = new int[count * length];
    int[] targets = new int[count * length];
    int counted = 0;
    for (int column = 0; column < count; column++) {
      long start = start(column) + from;
      long end = Math.min(start + length, start(column + 1));
      for (int t = 0; t < length; t++) {
        long position = start + t;
        int at = column * length + t;
        inputs[at] = position == 0 || position >= end ? Vocabulary.END : corpus.get(position - 1);
        targets[at] = position < end ? corpus.get(position) : -1;
      }
      counted += (int) (end - start);
    }
    return new Segment(from == 0, inputs, targets, counted);
  }

  /** Where a column begins. The first ones are the longer ones. */
  private long start(int column) {
    long each = corpus.size() / count;
    return each * column + Math.min(column, corpus.size() % count);
  }
}
