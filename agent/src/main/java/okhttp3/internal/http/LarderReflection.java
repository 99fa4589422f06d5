package okhttp3.internal.http;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What some versions have and others lack. */
final class LarderReflection {

  private LarderReflection() {}

  /** A class that is there in some versions, or null. */
  static @Nullable Class<?> type(String name) {
    try {
      return Class.forName(name, false, LarderReflection.class.getClassLoader());
    } catch (ClassNotFoundException absent) {
      return null;
    }
  }

  /** A field, or null if this version has none of this name. */
  static @Nullable Field field(Class<?> owner, String name) {
    try {
      Field field = owner.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException absent) {
      return null;
    }
  }

  /** A field that each known version has. */
  static Field required(Class<?> owner, String name) throws NoSuchFieldException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  /** A method of which the name begins so, or null if this version has none. */
  static @Nullable Method method(Class<?> owner, String beginning, Class<?>... parameters) {
    for (Method method : owner.getDeclaredMethods()) {
      if (method.getName().startsWith(beginning)
          && Arrays.equals(method.getParameterTypes(), parameters)) {
        method.setAccessible(true);
        return method;
      }
    }
    return null;
  }

  static @Nullable Object get(@Nullable Field field, Object of) {
    try {
      return field == null ? null : field.get(of);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  static @Nullable Object call(Method method, @Nullable Object of, Object... arguments) {
    try {
      return method.invoke(of, arguments);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }
}
