package dev.larder.store.memory;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** Checks what this JVM lets Chronicle Map do, before any of its classes is loaded. */
final class UnsafeAccess {

  private UnsafeAccess() {}

  /** Why Chronicle Map can't run here, or null if no obstacle is known. */
  static @Nullable String obstacle() {
    Module base = Object.class.getModule();
    Module ours = UnsafeAccess.class.getModule();
    if (!base.isOpen("java.lang.reflect", ours)
        || !base.isExported("sun.nio.ch", ours)
        || !base.isExported("jdk.internal.ref", ours)) {
      return "packages of java.base are closed";
    }
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Object option = value(unsafe, "MEMORY_ACCESS_OPTION");
      if (option == null) {
        return null; // before JDK 23, which asked first
      }
      return switch (option.toString()) {
        case "ALLOW" -> null;
        case "WARN" -> keepQuiet(unsafe);
        default -> "--sun-misc-unsafe-memory-access is set";
      };
    } catch (ClassNotFoundException e) {
      return "the module jdk.unsupported is missing";
    } catch (ReflectiveOperationException | RuntimeException e) {
      return "sun.misc.Unsafe is not as expected";
    }
  }

  private static @Nullable Object value(Class<?> unsafe, String name)
      throws IllegalAccessException {
    try {
      Field field = unsafe.getDeclaredField(name);
      field.setAccessible(true);
      return field.get(null);
    } catch (NoSuchFieldException e) {
      return null;
    }
  }

  /**
   * Spares the application the one warning that the JVM prints at the first access to memory: it
   * would name classes that the application does not know.
   */
  private static @Nullable String keepQuiet(Class<?> unsafe) throws ReflectiveOperationException {
    Field warned = unsafe.getDeclaredField("memoryAccessWarned");
    warned.setAccessible(true);
    warned.setBoolean(null, true);
    return null;
  }
}
