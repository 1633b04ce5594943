package eddy.benchmarks.compare;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the figures were measured on. */
record Machine(String processor, int processors, String memory, String system, String java) {

  static Machine here() throws IOException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        processorName(),
        system.getAvailableProcessors(),
        Math.round(system.getTotalMemorySize() / Math.pow(2, 30)) + " GiB",
        system.getName() + " " + system.getVersion() + " " + system.getArch(),
        System.getProperty("java.vm.name") + " " + Runtime.version());
  }

  /** The share of all processors that programs take while this one waits for a second. */
  static double busy() throws InterruptedException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    // The load is that since the call before.
    system.getCpuLoad();
    Thread.sleep(1_000);
    return Math.max(0, system.getCpuLoad());
  }

  /**
   * The nanoseconds that all threads of this process have computed. From the scheduler, since the
   * process's own clock ticks too slowly to see a thread spin.
   */
  static long computed() {
    long sum = 0;
    File[] threads = new File("/proc/self/task").listFiles();
    for (File thread : threads == null ? new File[0] : threads) {
      try {
        String figures = Files.readString(thread.toPath().resolve("schedstat"));
        sum += Long.parseLong(figures.substring(0, figures.indexOf(' ')));
      } catch (IOException _) {
        // The thread has ended meanwhile.
      }
    }
    return sum;
  }

  private static String processorName() throws IOException {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(file)) {
      return "unknown";
    }
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }

  @Override
  public String toString() {
    return processor + ", " + processors + " processors, " + memory + ", " + system + ", " + java;
  }
}
