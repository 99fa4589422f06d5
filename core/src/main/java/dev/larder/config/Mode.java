package dev.larder.config;

import org.jspecify.annotations.Nullable;

/** What the cache does with requests. */
public enum Mode {
  /** Requests are answered from the cache where that is correct. */
  ON,
  /** Nothing is served or stored; what would have been saved is counted. */
  OBSERVE,
  /** What is stored is served; nothing is stored, renewed or removed. */
  READ_ONLY,
  /** Every request goes to the network, and what it brings is stored. */
  REFRESH,
  /** What is stored is served, however old; the rest is refused. */
  OFFLINE,
  /** The same, as if it had just arrived. */
  REPLAY,
  /** Every request passes untouched. */
  OFF;

  private static final ValueTypes.WordType<Mode> TYPE = new ValueTypes.WordType<>(values());

  /** The mode of this name, or null. */
  public static @Nullable Mode of(String word) {
    return TYPE.parse(word);
  }

  /** Its name as people write it. */
  public String word() {
    return TYPE.show(this);
  }

  /** All names, for people to choose from. */
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
