package eddy.benchmarks.compare;

import eddy.tensor.Array;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;

/**
 * What both sides compute: the network, its weights by PyTorch's names and in PyTorch's order, and
 * the data.
 *
 * @param input [B, T, I]; empty for a language model
 * @param target [B, T, 1], for {@link Task#FIT} and {@link Task#ARTICLE}
 * @param ids [B, T] words, for a language model
 * @param nextIds the words to be predicted, [B, T]
 * @param lengths the true length of each sequence
 */
record Problem(
    Task task,
    Network network,
    SequencedMap<String, Array> weights,
    Array input,
    Array target,
    int[] ids,
    int[] nextIds,
    int[] lengths) {
  static final String EMBEDDING = "embedding.weight";
  static final String OUTPUT_WEIGHT = "output.weight";
  static final String OUTPUT_BIAS = "output.bias";

  /** The bound of the common norm of a language model's gradients. */
  static final double CLIP = 5;

  /** Small, so that many steps on one batch leave the weights ordinary. */
  static final double LEARNING_RATE = 0.01;

  /** That of the tutorial's program, which learns by Adam. */
  static final double ARTICLE_RATE = 0.001;

  /** Draws everything at random; the same arguments give the same problem. */
  static Problem draw(Task task, Network net, long seed) {
    Random random = new Random(seed);
    boolean words = task == Task.LANGUAGE;
    int batch = net.batch();
    int positions = batch * net.steps();
    SequencedMap<String, Array> weights = weights(task, net, random);
    Array input = words ? Array.zeros(0) : normal(random, batch, net.steps(), net.input());
    Array target = normal(random, batch, net.steps(), 1);
    if (task == Task.ARTICLE) {
      runningMeans(random, net, input, target);
    }
    return new Problem(
        task,
        net,
        weights,
        input,
        target,
        words ? random.ints(positions, 0, net.vocabulary()).toArray() : new int[0],
        words ? random.ints(positions, 0, net.vocabulary()).toArray() : new int[0],
        lengths(task, net, random));
  }

  /** Fills in numbers of 0 to 1, and after each the mean of all so far in its sequence. */
  private static void runningMeans(Random random, Network net, Array numbers, Array means) {
    float mean = 0;
    for (int i = 0; i < numbers.data().length; i++) {
      numbers.data()[i] = random.nextFloat();
      mean += (numbers.data()[i] - mean) / (i % net.steps() + 1);
      means.data()[i] = mean;
    }
  }

  private static SequencedMap<String, Array> weights(Task task, Network net, Random random) {
    float bound = (float) (1 / Math.sqrt(net.hidden()));
    SequencedMap<String, Array> weights = new LinkedHashMap<>();
    if (task == Task.LANGUAGE) {
      weights.put(EMBEDDING, uniform(random, bound, net.vocabulary(), net.input()));
    }
    int rows = net.cell().gates * net.hidden();
    for (int layer = 0; layer < net.layers(); layer++) {
      for (int direction = 0; direction < net.directions(); direction++) {
        String suffix = Network.suffix(layer, direction);
        weights.put("weight_ih" + suffix, uniform(random, bound, rows, net.inputs(layer)));
        weights.put("weight_hh" + suffix, uniform(random, bound, rows, net.hidden()));
        weights.put("bias_ih" + suffix, uniform(random, bound, rows));
        weights.put("bias_hh" + suffix, uniform(random, bound, rows));
      }
    }
    boolean mapped = task == Task.FIT || task == Task.OUTPUT || task == Task.ARTICLE;
    if (task == Task.LANGUAGE || mapped) {
      int outputs = task == Task.LANGUAGE ? net.vocabulary() : 1;
      weights.put(OUTPUT_WEIGHT, uniform(random, bound, outputs, net.outputs()));
      weights.put(OUTPUT_BIAS, uniform(random, bound, outputs));
    }
    return weights;
  }

  private static int[] lengths(Task task, Network net, Random random) {
    int[] lengths = new int[net.batch()];
    for (int b = 0; b < lengths.length; b++) {
      // The first sequence is full, so that the longest has the length that the row names.
      lengths[b] =
          task == Task.RAGGED && b > 0
              ? random.nextInt(Math.ceilDiv(net.steps(), 10), net.steps() + 1)
              : net.steps();
    }
    return lengths;
  }

  private static Array uniform(Random random, float bound, int... dimensions) {
    Array array = Array.zeros(dimensions);
    for (int i = 0; i < array.data().length; i++) {
      array.data()[i] = random.nextFloat(-bound, bound);
    }
    return array;
  }

  private static Array normal(Random random, int... dimensions) {
    Array array = Array.zeros(dimensions);
    for (int i = 0; i < array.data().length; i++) {
      array.data()[i] = (float) random.nextGaussian();
    }
    return array;
  }

  /** The recurrent weights alone, in PyTorch's order. */
  List<Array> recurrentWeights() {
    return weights.entrySet().stream()
        .filter(entry -> entry.getKey().contains("_l"))
        .map(java.util.Map.Entry::getValue)
        .toList();
  }

  /** The vectors of the state that each step hands to the next: h, and c of an LSTM; or none. */
  List<String> carried() {
    boolean carries = task == Task.STEP || task == Task.IMPORTED && network.steps() == 1;
    if (!carries) {
      return List.of();
    }
    return network.cell() == CellKind.LSTM ? List.of("h", "c") : List.of("h");
  }

  /** The arithmetic of the products of one step, see {@link Network#forwardOperations}. */
  double operations() {
    long positions = 0;
    for (int length : lengths) {
      positions += length;
    }
    double forward = network.forwardOperations(positions);
    // Backward, each product has two of the same size: by the weights and by what they multiplied;
    // but where the first layer reads data, nobody asks for the latter.
    boolean reads = task == Task.FIT || task == Task.ARTICLE;
    return task.trains() ? 3 * forward - (reads ? network.inputOperations(positions) : 0) : forward;
  }
}
