package eddy.recurrent;

import eddy.tensor.Arrangement;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * The parameters of one run of a cell, that is of one layer and direction, see {@link Recurrent}.
 */
final class RunParameters {
  private final RecurrentBuilder options;
  private final int outputSize;
  private final String suffix;
  private final SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();

  /** Random ones for so many inputs. */
  RunParameters(RecurrentBuilder options, int inputs, String suffix, RandomGenerator random) {
    this.options = options;
    this.suffix = suffix;
    Cell cell = options.cell;
    int hidden = options.hiddenSize;
    int[] widths = cell.carried(hidden);
    outputSize = widths[0];
    int recurrent = cell.phases().stream().mapToInt(phase -> phase.blocks().size()).sum();
    add("weight_ih", random, cell.inputBlocks() * hidden, inputs);
    if (recurrent > 0) {
      add("weight_hh", random, recurrent * hidden, outputSize);
    }
    if (options.bias) {
      add("bias_ih", random, cell.inputBlocks() * hidden);
      if (recurrent > 0) {
        add("bias_hh", random, recurrent * hidden);
      }
    }
    if (cell.phases().getLast().projects()) {
      add("weight_hr", random, outputSize, hidden);
    }
    for (String own : cell.ownParameters()) {
      add(own, random, hidden);
      cell.initialize(own, parameters.get(own + suffix).data());
    }
    for (int k = 0; options.learntState && k < widths.length; k++) {
      parameters.put(initial(k), new Parameter(Array.zeros(widths[k])));
    }
  }

  private void add(String name, RandomGenerator random, int... shape) {
    float bound = (float) (1 / Math.sqrt(options.hiddenSize));
    Array value = Array.zeros(shape);
    for (int i = 0; i < value.data().length; i++) {
      value.data()[i] = random.nextFloat(-bound, bound);
    }
    parameters.put(name + suffix, new Parameter(value));
  }

  private String initial(int k) {
    return "initial_" + k + suffix;
  }

  /** All of them by their names in the layer. */
  SequencedMap<String, Parameter> byName() {
    return parameters;
  }

  /** What the engine computes with, the recurrent weights thinned out where they are to be. */
  Weights weights(Tape tape, Packs packs) {
    return new Weights(
        options.hiddenSize,
        outputSize,
        tape.parameter(parameters.get("weight_ih" + suffix)),
        existing(tape, "weight_hh").stream()
            .map(weight -> Elementwise.dropout(weight, options.weightDrop))
            .toList(),
        existing(tape, "bias_ih"),
        existing(tape, "bias_hh"),
        existing(tape, "weight_hr"),
        options.cell.ownParameters().stream()
            .map(name -> tape.parameter(parameters.get(name + suffix)))
            .toList(),
        packs);
  }

  private List<Tensor> existing(Tape tape, String name) {
    Parameter parameter = parameters.get(name + suffix);
    return parameter == null ? List.of() : List.of(tape.parameter(parameter));
  }

  /** The learnt vectors before the first step, each [B, W]; none if they are not learnt. */
  List<Tensor> initialState(Tape tape, int batch) {
    List<Tensor> state = new ArrayList<>();
    for (int k = 0; parameters.containsKey(initial(k)); k++) {
      Tensor vector = tape.parameter(parameters.get(initial(k)));
      Tensor row = Arrangement.reshape(vector, 1, vector.shape().size());
      state.add(Arrangement.rows(row, new int[batch], batch));
    }
    return state;
  }
}
