package net.openhft.chronicle.values;

/**
 * Takes the place of the library's own class of this name, which generates an implementation of an
 * interface and compiles it while the program runs. The one that Chronicle Map needs is generated
 * by the build.
 */
public final class Values {

  private Values() {}

  /** No key or value of ours is such an interface. */
  public static boolean isValueInterfaceOrImplClass(Class<?> type) {
    return false;
  }

  public static <T> T newNativeReference(Class<T> type) {
    try {
      return nativeClassFor(type).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The class that was generated for an interface. */
  public static <T> Class<T> nativeClassFor(Class<T> type) {
    try {
      @SuppressWarnings("unchecked") // generated as an implementation of the interface
      Class<T> generated =
          (Class<T>) Class.forName(type.getName() + "$$Native", true, type.getClassLoader());
      return generated;
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("The build generates nothing for " + type.getName(), e);
    }
  }

  public static <T> Class<T> heapClassFor(Class<T> type) {
    throw new UnsupportedOperationException();
  }
}
