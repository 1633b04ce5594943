package eddy.optim;

import eddy.tensor.Parameter;
import java.util.function.Predicate;

/** Which parameters train, how fast, and which are decayed: a decision by name and parameter. */
public interface Groups {

  /** The group of one parameter. */
  Group of(String name, Parameter parameter);

  /**
   * How the parameters of a group take part.
   *
   * @param rate multiplies the learning rate; with 0 the parameter is frozen
   * @param decay multiplies the weight decay
   */
  record Group(double rate, double decay) {
    public Group {
      Ranges.notNegative("Group", "rate", rate);
      Ranges.notNegative("Group", "decay", decay);
    }
  }

  /** All train; weight decay on matrices only, so not on biases and the gains of norms. */
  static Groups standard() {
    return (_, parameter) -> new Group(1, parameter.shape().rank() >= 2 ? 1 : 0);
  }

  /** These groups, but the parameters of these names don't train. */
  default Groups frozen(Predicate<String> names) {
    return withRate(names, 0);
  }

  /** These groups, but with another factor on the learning rate of these names. */
  default Groups withRate(Predicate<String> names, double rate) {
    return (name, parameter) -> {
      Group group = of(name, parameter);
      return names.test(name) ? new Group(rate, group.decay()) : group;
    };
  }

  /** These groups, but with another factor on the weight decay of these names. */
  default Groups withDecay(Predicate<String> names, double decay) {
    return (name, parameter) -> {
      Group group = of(name, parameter);
      return names.test(name) ? new Group(group.rate(), decay) : group;
    };
  }
}
