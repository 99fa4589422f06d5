package dev.larder.it.faults;

import java.io.IOException;
import net.bytebuddy.asm.Advice;

/**
 * What goes into the methods of the agent under test: at the chosen point it throws. Inlined, so it
 * uses nothing but the JDK; the choice is made by system properties, as both sides see those. Their
 * names are not those of settings, which the agent reads when the first client is used.
 */
public final class Fault {

  /** The point at which to throw: class, method and descriptor. */
  static final String POINT = "fault.point";

  /** What to throw there: a {@link Kind}. */
  static final String KIND = "fault.kind";

  /** Set when something was thrown. */
  static final String REACHED = "fault.reached";

  /** What can be thrown. */
  public enum Kind {
    RUNTIME_EXCEPTION,
    IO_EXCEPTION,
    STACK_OVERFLOW,
    NO_CLASS
  }

  private Fault() {}

  /** At the entry of each method and constructor. */
  @Advice.OnMethodEnter
  static void enter(@Advice.Origin("#t.#m#d") String point) throws IOException {
    if (point.equals(System.getProperty(POINT))) {
      System.setProperty(REACHED, "true");
      switch (System.getProperty(KIND, "")) {
        case "RUNTIME_EXCEPTION" -> throw new IllegalStateException("thrown on purpose");
        case "IO_EXCEPTION" -> throw new IOException("thrown on purpose");
        case "STACK_OVERFLOW" -> throw new StackOverflowError("thrown on purpose");
        default -> throw new NoClassDefFoundError("thrown/on/Purpose");
      }
    }
  }

  /** From now on the point fails. */
  public static void inject(String point, Kind kind) {
    System.clearProperty(REACHED);
    System.setProperty(KIND, kind.name());
    System.setProperty(POINT, point);
  }

  /** From now on nothing fails; whether anything did. */
  public static boolean remove() {
    System.clearProperty(POINT);
    return System.getProperty(REACHED) != null;
  }
}
