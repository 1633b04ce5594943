package eddy.language;

import eddy.format.Json;
import eddy.tensor.Elementwise;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.train.Objective;
import eddy.train.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What training makes small: the loss of a segment, with the memory carried on from the one before.
 *
 * <p>Every token has the same weight: the loss of a segment that is half as long as others is
 * halved. Merity, Keskar and Socher (2018) halve the learning rate instead. That is the same step
 * of plain gradient descent as long as the gradient is not clipped: theirs is clipped before it is
 * halved, this one after.
 */
final class LanguageObjective implements Objective<Segment> {
  private static final String NATS = "nats";
  private static final String TOKENS = "tokens";
  private static final String SAMPLES = "samples";

  private final LanguageNetwork network;
  private final int columns;
  private final double tokens;
  private Memory memory = Memory.EMPTY;
  private double nats;
  private long seen;
  private final List<String> samples = new ArrayList<>();

  /**
   * The objective of a training.
   *
   * @param columns of the text
   * @param tokens by how many the loss of all tokens of a segment together is divided
   */
  LanguageObjective(LanguageNetwork network, int columns, double tokens) {
    this.network = network;
    this.columns = columns;
    this.tokens = tokens;
  }

  @Override
  public Tensor loss(Tape tape, Segment segment) {
    if (segment.first()) {
      memory = Memory.EMPTY;
      nats = 0;
      seen = 0;
    }
    LanguageNetwork.Outputs outputs = network.forward(tape, segment.inputs(), columns, memory);
    memory = Memory.of(outputs.states());
    Tensor loss = network.loss(outputs, segment.targets());
    nats += (double) loss.scalar() * segment.counted();
    seen += segment.counted();
    Tensor whole = network.penalty(outputs).map(p -> Elementwise.add(loss, p)).orElse(loss);
    return Elementwise.scale(whole, (float) (segment.counted() / tokens));
  }

  /** The perplexity of the tokens that the epoch has trained on so far, each as it was met. */
  double perplexity() {
    return Math.exp(crossEntropy());
  }

  /** The mean of {@code -log p} of the same tokens, in nats. */
  double crossEntropy() {
    return nats / seen;
  }

  /** Keeps a text that was written after an epoch, for the report. */
  void keep(String sample) {
    samples.add(sample);
  }

  /** The texts, one for each epoch. */
  List<String> samples() {
    return samples;
  }

  @Override
  public TrainingState state() {
    SortedMap<String, String> counters = new TreeMap<>();
    counters.put(NATS, Double.toString(nats));
    counters.put(TOKENS, Long.toString(seen));
    counters.put(SAMPLES, Json.text(samples));
    return new TrainingState(memory.arrays(), counters);
  }

  @Override
  public void restore(TrainingState state) {
    memory = Memory.of(state.arrays());
    nats = Double.parseDouble(state.counter(NATS));
    seen = Long.parseLong(state.counter(TOKENS));
    samples.clear();
    samples.addAll(List.of(Json.parse(state.counter(SAMPLES), SAMPLES, String[].class)));
  }
}
