package dev.larder.config;

import org.jspecify.annotations.Nullable;

/** What the cache does with requests. */
public enum Mode {
  /** The cache serves and stores as RFC 9111 and the rules permit. */
  ON,
  /** The cache serves and stores nothing. It counts what it would have saved. */
  OBSERVE,
  /** The cache serves what is stored, and stores, updates and removes nothing. */
  READ_ONLY,
  /** Every request goes to the network, and its response is stored. */
  REFRESH,
  /** The cache serves what is stored, however old, and answers all else with status 504. */
  OFFLINE,
  /** As {@link #OFFLINE}; stored responses count as just received. */
  REPLAY,
  /** The cache does nothing. */
  OFF;

  private static final ValueTypes.WordType<Mode> TYPE = new ValueTypes.WordType<>(values());

  /** The mode of this name, or null. */
  public static @Nullable Mode of(String word) {
    return TYPE.parse(word);
  }

  /** The name of the mode in settings. */
  public String word() {
    return TYPE.show(this);
  }

  /** All names, as the end of a sentence. */
  public static String words() {
    return TYPE.accepted();
  }

  /** Whether responses of the network are stored. */
  public boolean stores() {
    return this == ON || this == REFRESH;
  }

  /** Whether a request may go to the network. */
  public boolean asksNetwork() {
    return this != OFFLINE && this != REPLAY;
  }
}
