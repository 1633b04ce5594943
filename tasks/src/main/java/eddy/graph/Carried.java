package eddy.graph;

/**
 * A state: what an output holds after one call is the input of the next, and zeros are that of the
 * first.
 */
public record Carried(String output, String input) {}
