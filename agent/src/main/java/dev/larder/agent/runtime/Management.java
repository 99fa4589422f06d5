package dev.larder.agent.runtime;

import dev.larder.config.Mode;
import dev.larder.local.LocalCache;
import dev.larder.stats.Counter;
import dev.larder.stats.Counts;
import dev.larder.stats.Statistics;
import dev.larder.store.memory.MemoryStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.InvalidAttributeValueException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ObjectName;
import javax.management.ReflectionException;

/**
 * Shows the cache to JMX, as {@code dev.larder:type=Larder}. Only where that is asked for, as the
 * platform's MBean server brings much with it that a program may never need. No other class names a
 * type of {@code java.management}, a module that runtime images may lack.
 *
 * <p>Types are text, numbers and arrays of text, which every tool can read.
 */
final class Management implements DynamicMBean {
  private static final String MODE = "Mode";

  private final LocalCache cache;
  private final Path directory;
  private final Statistics statistics;
  private final Commands commands;
  private final Map<String, Shown> attributes = new LinkedHashMap<>();

  /** An attribute. */
  private record Shown(String type, String description, Callable<Object> value) {}

  private Management(LocalCache cache, Path directory, Statistics statistics, Commands commands) {
    this.cache = cache;
    this.directory = directory;
    this.statistics = statistics;
    this.commands = commands;
    text(
        MODE,
        "The mode that counts now; an empty text leaves it to the file and the setting.",
        () -> cache.modes().mode().word());
    text("Directory", "The directory of the cache.", directory::toString);
    text("Report", "The counts in one line.", () -> counts().line());
    number("Requests", "Requests whose response was delivered.", () -> counts().requests());
    number("Hits", "Fresh responses served from the cache.", () -> counts().hits());
    add(
        "HitRate",
        "double",
        "The part of the requests that were served from the cache, 0 to 1.",
        () -> counts().hitRate());
    for (Counter counter : Counter.values()) {
      number(camelCase(counter), counter.sentence(), () -> counts().of(counter));
    }
    number(
        "HitMicrosMedian",
        "How long half of the hits took at most, in microseconds.",
        () -> counts().hitTimes().percentile(50));
    number(
        "HitMicros99",
        "How long 99 percent of the hits took at most, in microseconds.",
        () -> counts().hitTimes().percentile(99));
    number(
        "HitMicrosMax",
        "How long the slowest hit took, in microseconds.",
        () -> counts().hitTimes().max());
    number(
        "NetworkMicrosMedian",
        "How long half of the answers took at most, in microseconds.",
        () -> counts().networkTimes().percentile(50));
    number(
        "NetworkMicros99",
        "How long 99 percent of the answers took at most, in microseconds.",
        () -> counts().networkTimes().percentile(99));
    number(
        "NetworkMicrosMax",
        "How long the slowest answer took, in microseconds.",
        () -> counts().networkTimes().max());
    text(
        "Remote",
        "Whether the remote tier is asked: off, starting, ready or away.",
        () -> cache.remoteState().name().toLowerCase(Locale.ROOT));
    number(
        "RemoteMicrosMedian",
        "How long half of the answers of the remote tier took at most, in microseconds.",
        () -> counts().remoteTimes().percentile(50));
    number(
        "RemoteMicros99",
        "How long 99 percent of its answers took at most, in microseconds.",
        () -> counts().remoteTimes().percentile(99));
    number(
        "RemoteMicrosMax",
        "How long its slowest answer took, in microseconds.",
        () -> counts().remoteTimes().max());
    reasons(
        "NotServed",
        "Why requests were not served from the cache: reason=count.",
        () -> counts().notServed());
    reasons(
        "NotStored", "Why responses were not stored: reason=count.", () -> counts().notStored());
    number("MemoryEntries", "Entries with a copy in memory.", () -> memory(MemoryStore::entries));
    number(
        "MemoryBytes",
        "Bytes that the copies take, outside of the heap.",
        () -> memory(MemoryStore::bytes));
    number(
        "DiskEntries",
        "Files of entries in the directory; looks at each of them.",
        () -> cache.disk().inventory().total().entries());
    number(
        "DiskBytes",
        "Bytes of the disk that they take; looks at each of them.",
        () -> cache.disk().inventory().total().bytes());
  }

  private long memory(ToLongFunction<MemoryStore> what) {
    MemoryStore memory = cache.memory();
    return memory == null ? 0 : what.applyAsLong(memory);
  }

  private void add(String name, String type, String description, Callable<Object> value) {
    attributes.put(name, new Shown(type, description, value));
  }

  private void text(String name, String description, Callable<Object> value) {
    add(name, String.class.getName(), description, value);
  }

  private void number(String name, String description, Callable<Object> value) {
    add(name, "long", description, value);
  }

  private void reasons(String name, String description, Callable<Map<String, Long>> value) {
    add(
        name,
        String[].class.getName(),
        description,
        () ->
            value.call().entrySet().stream()
                .map(reason -> reason.getKey() + '=' + reason.getValue())
                .toArray(String[]::new));
  }

  /** As attributes of JMX are written: {@code BytesFromNetwork}. */
  private static String camelCase(Counter counter) {
    StringBuilder name = new StringBuilder();
    for (String part : counter.word().split("-", -1)) {
      name.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
    }
    return name.toString();
  }

  static void register(LocalCache cache, Path directory, Statistics statistics, Commands commands)
      throws Exception {
    ManagementFactory.getPlatformMBeanServer()
        .registerMBean(
            new Management(cache, directory, statistics, commands),
            new ObjectName("dev.larder:type=Larder"));
  }

  private Counts counts() {
    return statistics.total();
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    List<MBeanAttributeInfo> shown = new ArrayList<>();
    attributes.forEach(
        (name, of) ->
            shown.add(
                new MBeanAttributeInfo(
                    name, of.type, of.description, true, name.equals(MODE), false)));
    return new MBeanInfo(
        Management.class.getName(),
        "The HTTP cache of this process.",
        shown.toArray(new MBeanAttributeInfo[0]),
        null,
        new MBeanOperationInfo[] {
          operation("explain", "Tells what would happen to a GET request now, and why.", "url"),
          operation("purge", "Removes stored responses, of all users.", "pattern"),
          operation("reloadRules", "Reads the file of settings and rules again, if it changed.")
        },
        null);
  }

  private static MBeanOperationInfo operation(
      String name, String description, String... parameters) {
    MBeanParameterInfo[] signature = new MBeanParameterInfo[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      signature[i] = new MBeanParameterInfo(parameters[i], String.class.getName(), parameters[i]);
    }
    return new MBeanOperationInfo(
        name, description, signature, String.class.getName(), MBeanOperationInfo.ACTION);
  }

  @Override
  public Object getAttribute(String name) throws AttributeNotFoundException, MBeanException {
    Shown shown = attributes.get(name);
    if (shown == null) {
      throw new AttributeNotFoundException(name);
    }
    try {
      return shown.value.call();
    } catch (Exception e) {
      throw new MBeanException(e);
    }
  }

  @Override
  public void setAttribute(Attribute attribute)
      throws AttributeNotFoundException, InvalidAttributeValueException {
    if (!attribute.getName().equals(MODE)) {
      throw new AttributeNotFoundException(attribute.getName());
    }
    String word = String.valueOf(attribute.getValue());
    Mode mode = Mode.of(word);
    if (mode == null && !word.isEmpty()) {
      throw new InvalidAttributeValueException("A mode is " + Mode.words());
    }
    cache.modes().set(mode);
  }

  @Override
  public AttributeList getAttributes(String[] names) {
    AttributeList list = new AttributeList();
    for (String name : names) {
      try {
        list.add(new Attribute(name, getAttribute(name)));
      } catch (AttributeNotFoundException | MBeanException e) {
        // What is missing in the list could not be read, as this method is defined.
      }
    }
    return list;
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    AttributeList set = new AttributeList();
    for (Attribute attribute : attributes.asList()) {
      try {
        setAttribute(attribute);
        set.add(attribute);
      } catch (AttributeNotFoundException | InvalidAttributeValueException e) {
        // What is missing in the list could not be set, as this method is defined.
      }
    }
    return set;
  }

  @Override
  public Object invoke(String name, Object[] parameters, String[] signature)
      throws MBeanException, ReflectionException {
    try {
      return switch (name) {
        case "explain" -> command("explain", String.valueOf(parameters[0]));
        case "purge" -> command("purge", String.valueOf(parameters[0]));
        case "reloadRules" -> cache.reloadRules() ? "The rules were read again." : "No change.";
        default -> throw new ReflectionException(new NoSuchMethodException(name));
      };
    } catch (IOException e) {
      throw new MBeanException(e, e.getMessage());
    }
  }

  /** What a command tells about the directory of this process. */
  private String command(String name, String argument) throws IOException {
    return commands.run(name, "--dir", directory.toString(), "--", argument);
  }
}
