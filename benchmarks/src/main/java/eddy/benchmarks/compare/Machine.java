package eddy.benchmarks.compare;

import com.sun.management.OperatingSystemMXBean;
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
