package eddy.recurrent;

import eddy.tensor.Tape;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The packed weights of one layer and direction: packed for each pass and given back, or, in a loop
 * of many short passes, once for as long as the tape lives, or, where they no longer change, once
 * for good.
 */
final class Packs {
  /** Which weights, in which order. */
  record Key(boolean input, boolean forward, boolean byRows) {}

  private final Optional<Tape> tape;
  private final boolean forGood;
  private final Map<Key, PackedWeights> kept = new HashMap<>();

  private Packs(Optional<Tape> tape, boolean forGood) {
    this.tape = tape;
    this.forGood = forGood;
  }

  /** For one pass. */
  static Packs once() {
    return new Packs(Optional.empty(), false);
  }

  /** For as long as a tape lives. */
  static Packs on(Tape tape) {
    return new Packs(Optional.of(tape), false);
  }

  /** For good, and for any number of threads. */
  static Packs forGood() {
    return new Packs(Optional.empty(), true);
  }

  /** The weights of the recurrent products of an engine's run. */
  PackedWeights recurrent(Engine engine, boolean forward) {
    return get(
        new Key(false, forward, engine.byRows),
        () ->
            PackedWeights.of(
                engine.processor, engine.weights, engine.products, forward, engine.byRows));
  }

  /** The weights of the input of an engine's run. */
  PackedWeights input(Engine engine) {
    return get(
        new Key(true, true, engine.byRows),
        () -> PackedWeights.ofInput(engine.processor, engine.weights, engine.byRows));
  }

  private PackedWeights get(Key key, Supplier<PackedWeights> make) {
    if (forGood) {
      synchronized (kept) {
        return kept.computeIfAbsent(key, _ -> make.get().forGood());
      }
    }
    return tape.map(owner -> kept.computeIfAbsent(key, _ -> make.get().keptBy(owner)))
        .orElseGet(make);
  }
}
