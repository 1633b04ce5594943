package eddy.forecast;

/** Placeholder. */
final class EsRnnNetwork {
  static final String NAME = "es-rnn";

  private EsRnnNetwork() {}
}
