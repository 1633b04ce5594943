package eddy.optim;

import eddy.tensor.Array;
import eddy.tensor.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Moves parameters by an {@link UpdateRule}, and owns what the rule remembers.
 *
 * <p>A step is one pass over the memory of each parameter, shared out among the threads of the tape
 * that made the gradients.
 */
public final class Optimizer {
  private final UpdateRule rule;
  private final List<Slot> slots = new ArrayList<>();
  private long steps;

  private record Slot(String name, Parameter parameter, Groups.Group group, float[][] memory) {}

  /** An optimiser with the standard groups, see {@link Groups#standard()}. */
  public Optimizer(UpdateRule rule, SequencedMap<String, Parameter> parameters) {
    this(rule, parameters, Groups.standard());
  }

  /** An optimiser of those parameters that the groups don't freeze. */
  public Optimizer(UpdateRule rule, SequencedMap<String, Parameter> parameters, Groups groups) {
    this.rule = rule;
    parameters.forEach((name, parameter) -> {
      Groups.Group group = groups.of(name, parameter);
      if (group.rate() > 0) {
        float[][] memory = new float[rule.memory().size()][parameter.data().length];
        for (float[] array : memory) {
          Arrays.fill(array, (float) rule.initialMemory());
        }
        slots.add(new Slot(name, parameter, group, memory));
      }
    });
  }

  /** The parameters that it moves, by name: all but the frozen. */
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Parameter> all = new LinkedHashMap<>();
    slots.forEach(slot -> all.put(slot.name, slot.parameter));
    return all;
  }

  /** How many steps it has taken. */
  public long steps() {
    return steps;
  }

  /**
   * Takes one step.
   *
   * @param gradients of this optimiser's {@link #parameters()}; not modified
   * @param learningRate what each group multiplies by its own factor
   */
  public void step(Gradients gradients, double learningRate) {
    steps++;
    float scale = (float) gradients.scale();
    for (Slot slot : slots) {
      UpdateRule.Step step =
          new UpdateRule.Step(
              steps,
              learningRate * slot.group.rate(),
              rule.weightDecay() * slot.group.decay(),
              scale);
      float[] w = slot.parameter.data();
      float[] dw = gradients.of(slot.name);
      gradients
          .processor()
          .forEach(w.length, (from, to) -> rule.update(step, w, dw, slot.memory, from, to));
    }
  }

  /** What it remembers, by names such as {@code adam.exp_avg/encoder.weight}; not a copy. */
  public SortedMap<String, Array> state() {
    SortedMap<String, Array> state = new TreeMap<>();
    for (Slot slot : slots) {
      for (int i = 0; i < slot.memory.length; i++) {
        state.put(key(slot, i), new Array(slot.parameter.shape(), slot.memory[i]));
      }
    }
    return state;
  }

  /**
   * Goes on from a former state.
   *
   * @param state what {@link #state()} returned; copied
   * @param steps what {@link #steps()} returned
   */
  public void restore(SortedMap<String, Array> state, long steps) {
    for (Slot slot : slots) {
      for (int i = 0; i < slot.memory.length; i++) {
        Array array = state.get(key(slot, i));
        if (array == null || !array.shape().equals(slot.parameter.shape())) {
          throw new IllegalArgumentException(
              "Optimizer: expected state "
                  + key(slot, i)
                  + " of shape "
                  + slot.parameter.shape()
                  + " but got "
                  + (array == null ? "none" : array.shape())
                  + ".");
        }
        System.arraycopy(array.data(), 0, slot.memory[i], 0, slot.memory[i].length);
      }
    }
    this.steps = steps;
  }

  private String key(Slot slot, int i) {
    return rule.name() + "." + rule.memory().get(i) + "/" + slot.name;
  }
}
