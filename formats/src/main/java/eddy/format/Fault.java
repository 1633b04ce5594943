package eddy.format;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A hook for tests that stops the process dead inside the writing of a file, as {@code kill -9}
 * would.
 *
 * <p>It acts only where the system property {@code eddy.fault} is set, for instance to {@code
 * checkpoint:after-half} or, for the third time that the point is passed, {@code
 * checkpoint:after-half#3}. No hook and no clean-up of the process runs.
 */
final class Fault {
  private static final String ARMED = System.getProperty("eddy.fault", "");
  private static final String POINT = ARMED.replaceFirst("#\\d+$", "");
  private static final AtomicInteger LEFT =
      new AtomicInteger(ARMED.equals(POINT) ? 1 : Integer.parseInt(ARMED.split("#")[1]));

  private Fault() {}

  /** Ends the process with status 137 where this point is the armed one. */
  static void point(String name) {
    if (strikes(name)) {
      Runtime.getRuntime().halt(137);
    }
  }

  /** Whether the armed point is this one, and its time has come. */
  static boolean strikes(String name) {
    return name.equals(POINT) && LEFT.decrementAndGet() == 0;
  }
}
