package com.microsoft.playwright.impl;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The program's options with fields of ours; their type says that the call is to pass. */
class LarderOptions extends RequestOptionsImpl {

  private LarderOptions() {}

  /**
   * A copy.
   *
   * @param added alternating names and values, none of which the program has set
   */
  static LarderOptions of(@Nullable RequestOptionsImpl given, List<String> added)
      throws IllegalAccessException {
    LarderOptions options = new LarderOptions();
    if (given != null) {
      // All there are: later versions have more than the one that this was compiled against.
      for (Field field : RequestOptionsImpl.class.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          field.set(options, field.get(given));
        }
      }
    }
    RequestOptionsImpl plain = options;
    if (!added.isEmpty()) {
      Map<String, String> headers = new LinkedHashMap<>();
      if (plain.headers != null) {
        headers.putAll(plain.headers);
      }
      for (int i = 0; i < added.size(); i += 2) {
        headers.put(added.get(i), added.get(i + 1));
      }
      plain.headers = headers;
    }
    return options;
  }
}
