package dev.larder.it.faults;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.Set;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.matcher.ElementMatchers;
import org.jspecify.annotations.Nullable;

/** Puts {@link Fault} into the classes that are named in its argument, separated by commas. */
public final class FaultAgent {

  /** The name of the class loader that the agent under test lives in. */
  private static final String LOADER = "larder";

  private static volatile @Nullable ClassLoader larder;

  private FaultAgent() {}

  public static void premain(String classes, Instrumentation instrumentation) {
    Set<String> names = Set.of(classes.split(",", -1));
    new AgentBuilder.Default()
        .disableClassFormatChanges()
        .with(AgentBuilder.Listener.StreamWriting.toSystemError().withErrorsOnly())
        .type(
            (type, loader, module, loaded, domain) -> {
              if (loader == null || !LOADER.equals(loader.getName())) {
                return false;
              }
              larder = loader;
              return names.contains(type.getName());
            })
        .transform(
            (builder, type, loader, module, domain) ->
                builder.visit(
                    Advice.to(Fault.class)
                        .on(
                            ElementMatchers.isMethod()
                                .or(ElementMatchers.isConstructor())
                                .and(ElementMatchers.not(ElementMatchers.isSynthetic())))))
        .installOn(instrumentation);
  }

  /** Whether the agent under test is there. */
  public static boolean isThere() {
    return larder != null;
  }

  /** Lets the agent under test write what its callers have read already. */
  public static void finish() throws ReflectiveOperationException {
    Class<?> runtime = Class.forName("dev.larder.agent.runtime.LarderRuntime", true, larder);
    Object cache = value(runtime.getMethod("get").invoke(null), "cache");
    if (cache != null) {
      Object pending = field(field(field(cache, "http"), "parts"), "pendingWrites");
      Method finish = pending.getClass().getDeclaredMethod("finish");
      finish.setAccessible(true);
      finish.invoke(pending);
    }
  }

  /** How many failures the agent under test has counted so far. */
  public static long failures() throws ReflectiveOperationException {
    Class<?> runtime = Class.forName("dev.larder.agent.runtime.LarderRuntime", true, larder);
    Object statistics = field(runtime.getMethod("get").invoke(null), "statistics");
    for (Object counter :
        Class.forName("dev.larder.stats.Counter", true, larder).getEnumConstants()) {
      if (counter.toString().equals("FAILURES")) {
        Method count = statistics.getClass().getMethod("count", counter.getClass());
        return (long) count.invoke(statistics, counter);
      }
    }
    throw new NoSuchFieldException("FAILURES");
  }

  private static Object field(Object owner, String name) throws ReflectiveOperationException {
    return Objects.requireNonNull(value(owner, name));
  }

  private static @Nullable Object value(Object owner, String name)
      throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(owner);
  }
}
