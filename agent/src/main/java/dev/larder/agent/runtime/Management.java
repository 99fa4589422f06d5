package dev.larder.agent.runtime;

import dev.larder.config.Mode;
import dev.larder.engine.modes.ModeSwitch;
import dev.larder.stats.Counter;
import dev.larder.stats.Counts;
import dev.larder.stats.Statistics;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * Shows the cache to JMX. Only where that is asked for, as the platform's MBean server brings much
 * with it that a program may never need. No other class names a type of {@code java.management}, a
 * module that runtime images may lack.
 */
final class Management implements LarderMXBean {
  private final ModeSwitch modes;
  private final Path directory;
  private final Statistics statistics;

  private Management(ModeSwitch modes, Path directory, Statistics statistics) {
    this.modes = modes;
    this.directory = directory;
    this.statistics = statistics;
  }

  static void register(ModeSwitch modes, Path directory, Statistics statistics) throws Exception {
    ManagementFactory.getPlatformMBeanServer()
        .registerMBean(
            new StandardMBean(
                new Management(modes, directory, statistics), LarderMXBean.class, true),
            new ObjectName("dev.larder:type=Larder"));
  }

  private Counts counts() {
    return statistics.total();
  }

  @Override
  public String getMode() {
    return modes.mode().word();
  }

  @Override
  public void setMode(String word) {
    Mode mode = Mode.of(word);
    if (mode == null && !word.isEmpty()) {
      throw new IllegalArgumentException("A mode is " + Mode.words());
    }
    modes.set(mode);
  }

  @Override
  public String getDirectory() {
    return directory.toString();
  }

  @Override
  public String getReport() {
    return counts().line();
  }

  @Override
  public long getRequests() {
    return counts().requests();
  }

  @Override
  public long getHits() {
    return counts().hits();
  }

  @Override
  public long getValidated() {
    return counts().of(Counter.VALIDATED);
  }

  @Override
  public long getMisses() {
    return counts().of(Counter.MISSES);
  }

  @Override
  public long getStored() {
    return counts().of(Counter.STORED);
  }

  @Override
  public long getFailures() {
    return counts().of(Counter.FAILURES);
  }

  @Override
  public long getBytesFromNetwork() {
    return counts().of(Counter.BYTES_FROM_NETWORK);
  }

  @Override
  public long getBytesSaved() {
    return counts().of(Counter.BYTES_SAVED);
  }
}
