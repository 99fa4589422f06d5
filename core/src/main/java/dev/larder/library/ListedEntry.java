package dev.larder.library;

import dev.larder.store.disk.Inventory;
import dev.larder.version.VersionedUrl;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response in the cache, as a listing shows it: without its fields and body. */
public final class ListedEntry {

  private final Inventory.Item item;
  private final @Nullable Instant freshUntil;

  ListedEntry(Inventory.Item item, @Nullable Instant freshUntil) {
    this.item = item;
    this.freshUntil = freshUntil;
  }

  /** The URL, normalised, and without what it tells of credentials. */
  public String url() {
    return item.metadata().uri();
  }

  public int status() {
    return item.metadata().head().status();
  }

  /** Bytes of the body. */
  public long size() {
    return item.length();
  }

  /** When it came from the network, or was confirmed last. */
  public Instant received() {
    return item.metadata().responseTime();
  }

  /**
   * Until when it is loaded without a question to the server, by the settings and rules of this
   * cache; null if it isn't: it is stale, always to be validated, or was removed.
   */
  public @Nullable Instant freshUntil() {
    return freshUntil;
  }

  /** The request fields by which it is one of several for its URL (Vary), in lower case. */
  public List<String> variesBy() {
    return item.metadata().stored().vary().fields();
  }

  /** The version that the URL names, such as {@code 3.7.1}; empty if it names none. */
  public String version() {
    return VersionedUrl.of(url()).version();
  }

  /** How often it was used, up to 255, as far as that is known. */
  public int uses() {
    return item.uses();
  }

  /** One line for people. */
  @Override
  public String toString() {
    Instant until = freshUntil;
    String state = until == null ? "stale" : "fresh until " + until.truncatedTo(ChronoUnit.SECONDS);
    return status() + ", " + Size.format(size()) + ", " + state + ": " + url();
  }
}
