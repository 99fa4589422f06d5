package dev.larder.version;

import dev.larder.policy.SupersedePolicy;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response from the network that was stored.
 *
 * @param uri of the request, normalised and without credentials
 * @param validator its ETag, or else its Last-Modified, or else the checksum of its body; empty if
 *     nothing is known of any
 * @param size of the body in bytes
 * @param time when it arrived
 * @param keys of its entries
 * @param supersede what a rule says about earlier versions
 * @param replaced the observation of the entry that it replaces at the same URI, if the content
 *     differs
 */
public record VersionObservation(
    String uri,
    String validator,
    long size,
    Instant time,
    List<EntryKey> keys,
    SupersedePolicy supersede,
    @Nullable VersionObservation replaced) {

  /** The prefix of validators that were made from the body. */
  public static final String SUMMED = "crc32c:";

  /**
   * A response as it was stored.
   *
   * @param sum the CRC32C of its body, or null
   */
  public static VersionObservation of(
      EntryMetadata metadata,
      long size,
      @Nullable Integer sum,
      List<EntryKey> keys,
      SupersedePolicy supersede) {
    String stated = stated(metadata);
    String validator = stated != null ? stated : sum == null ? "" : digest(sum);
    return new VersionObservation(
        metadata.uri(), validator, size, metadata.responseTime(), keys, supersede, null);
  }

  /** A copy that replaces an entry, if the entry's content differs. */
  public VersionObservation inPlaceOf(Entry entry) {
    EntryMetadata metadata = entry.metadata();
    boolean summed = validator.startsWith(SUMMED);
    String stated = stated(metadata);
    // Only validators of one kind are compared: a server that begins to send an ETag has not
    // changed the content.
    boolean comparable = !validator.isEmpty() && summed == (stated == null);
    Integer sum = comparable && summed && metadata.head().status() == 200 ? entry.sum() : null;
    VersionObservation old = of(metadata, entry.length(), sum, List.of(), SupersedePolicy.STANDARD);
    boolean changed = comparable && !old.validator.isEmpty() && !old.validator.equals(validator);
    return new VersionObservation(
        uri, validator, size, time, keys, supersede, changed ? old : null);
  }

  /** The validator that a response itself states, or null. */
  public static @Nullable String stated(EntryMetadata metadata) {
    String tag = metadata.head().headers().first("ETag");
    return tag == null ? metadata.head().headers().first("Last-Modified") : tag;
  }

  private static String digest(int sum) {
    return SUMMED.concat(Integer.toHexString(sum));
  }
}
