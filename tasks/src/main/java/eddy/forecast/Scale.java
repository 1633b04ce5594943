package eddy.forecast;

/** How the numbers of a network become values in original units. */
interface Scale {

  /** A scaled value in original units. */
  double invert(double scaled, int target);

  /** How much one scaled unit is. */
  double unit(int target);

  /** One more than the mean of the history, which is what counts are measured by. */
  double countUnit(int target);
}
