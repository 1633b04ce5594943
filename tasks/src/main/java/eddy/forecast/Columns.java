package eddy.forecast;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which columns of a table mean what.
 *
 * @param time the times; without one, the first column is taken if it holds times
 * @param id the column that says which series a row belongs to; without one, there is one series
 * @param targets what is forecast
 * @param past what is known up to now only
 * @param future what is known ahead
 * @param statics what is the same for every row of a series
 */
public record Columns(
    Optional<String> time,
    Optional<String> id,
    List<String> targets,
    List<String> past,
    List<String> future,
    List<String> statics) {
  public Columns {
    targets = List.copyOf(targets);
    past = List.copyOf(past);
    future = List.copyOf(future);
    statics = List.copyOf(statics);
  }

  /** One series without covariates. */
  static Columns of(Optional<String> time, List<String> targets) {
    return new Columns(time, Optional.empty(), targets, List.of(), List.of(), List.of());
  }

  /** Whether there are several series. */
  boolean many() {
    return id.isPresent();
  }

  Columns withTargets(List<String> names) {
    return new Columns(time, id, names, past, future, statics);
  }

  /** All covariates. */
  List<String> covariates() {
    return Stream.of(past, future, statics).flatMap(List::stream).toList();
  }

  /** All that are named, but for the targets. */
  List<String> others() {
    return Stream.of(time.stream(), id.stream(), covariates().stream())
        .flatMap(names -> names)
        .toList();
  }
}
