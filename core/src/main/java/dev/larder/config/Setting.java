package dev.larder.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of settings. Settings are constants of {@link SettingTable} and compare by
 * identity.
 *
 * @param <T> the type of its value
 */
public final class Setting<T> {
  private static final String PREFIX = "larder.";

  private final String name;
  private final ValueType<T> type;
  private final @Nullable T fixedDefault;
  private final @Nullable String derivedDefault;
  private final String documentation;

  /** A setting with a fixed default, or with the description of a derived one. */
  Setting(
      String name,
      ValueType<T> type,
      @Nullable T fixedDefault,
      @Nullable String derivedDefault,
      String documentation) {
    this.name = name;
    this.type = type;
    this.fixedDefault = fixedDefault;
    this.derivedDefault = derivedDefault;
    this.documentation = documentation;
  }

  /** Without prefix: {@code max-entry-size}. */
  public String name() {
    return name;
  }

  /** As a system property: {@code larder.max-entry-size}. */
  public String property() {
    return PREFIX.concat(name);
  }

  /** As a variable of the environment: {@code LARDER_MAX_ENTRY_SIZE}. */
  public String variable() {
    return property().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The default in the syntax of the setting, or a description of it. */
  public String shownDefault() {
    if (fixedDefault != null) {
      return type.show(fixedDefault);
    }
    return derivedDefault == null ? "" : derivedDefault;
  }

  /** One sentence. */
  public String documentation() {
    return documentation;
  }

  ValueType<T> type() {
    return type;
  }

  /** The default, or null if it is derived when settings are loaded. */
  @Nullable T fixedDefault() {
    return fixedDefault;
  }

  @Override
  public String toString() {
    return property();
  }
}
