package okhttp3.internal.http;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** Between the client's headers and names and values by turns. */
final class LarderHeaders {

  private static final String INTERNAL = "okhttp3.internal.Internal";

  /** Adds what a server may send and a program may not set, from 3.12 on. */
  private static final @Nullable Method UNSAFE =
      LarderReflection.method(
          Headers.Builder.class, "addUnsafeNonAscii", String.class, String.class);

  private LarderHeaders() {}

  static List<String> byTurns(Headers headers) {
    int size = headers.size();
    List<String> byTurns = new ArrayList<>(2 * size);
    for (int i = 0; i < size; i++) {
      byTurns.add(headers.name(i));
      byTurns.add(headers.value(i));
    }
    return byTurns;
  }

  static Headers of(List<String> byTurns) {
    return with(new Headers.Builder(), byTurns).build();
  }

  static Headers.Builder with(Headers.Builder builder, List<String> byTurns) {
    for (int i = 0; i < byTurns.size(); i += 2) {
      add(builder, byTurns.get(i), byTurns.get(i + 1));
    }
    return builder;
  }

  private static void add(Headers.Builder builder, String name, String value) {
    try {
      builder.add(name, value);
    } catch (IllegalArgumentException onlyFromServers) {
      if (UNSAFE != null) {
        LarderReflection.call(UNSAFE, builder, name, value);
      } else {
        addLenient(builder, name, value);
      }
    }
  }

  /** As the client does it itself before 3.12. */
  private static void addLenient(Headers.Builder builder, String name, String value) {
    Class<?> type = LarderReflection.type(INTERNAL);
    if (type == null) {
      throw new IllegalArgumentException(name);
    }
    Method add =
        LarderReflection.method(
            type, "addLenient", Headers.Builder.class, String.class, String.class);
    Object instance = LarderReflection.get(LarderReflection.field(type, "instance"), type);
    if (add == null || instance == null) {
      throw new IllegalArgumentException(name);
    }
    LarderReflection.call(add, instance, builder, name, value);
  }
}
