package dev.larder.store.remote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The clock of the server, by which all times in the tier go: machines whose clocks differ agree on
 * the age of a response. Known within half a round trip. Any thread may call.
 */
final class ServerClock {

  /** With a clock that differs by more than this, the tier is not used. */
  private static final Duration LARGEST = Duration.ofHours(1);

  private final InstantSource clock;

  /** How long a measurement counts when the next one is less exact. */
  private static final long COUNTS_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * What was measured.
   *
   * @param offset by which the server's clock is ahead of ours
   * @param error half of the round trip
   * @param at when, by {@link System#nanoTime()}
   */
  private record Measurement(Duration offset, Duration error, long at) {}

  private volatile @Nullable Measurement measured;

  ServerClock(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The server has told its time.
   *
   * @param reply of the command TIME
   * @param sent by {@link System#nanoTime()}
   */
  void time(@Nullable Object reply, long sent) throws IOException {
    if (reply instanceof List<?> parts
        && parts.size() == 2
        && parts.get(0) instanceof byte[] seconds
        && parts.get(1) instanceof byte[] micros) {
      long now = System.nanoTime();
      Duration half = Duration.ofNanos((now - sent) / 2);
      Instant server =
          Instant.ofEpochSecond(number(seconds), TimeUnit.MICROSECONDS.toNanos(number(micros)));
      Measurement last = measured;
      if (last == null || now - last.at > COUNTS_NANOS || half.compareTo(last.error) <= 0) {
        measured =
            new Measurement(Duration.between(clock.instant().minus(half), server), half, now);
      }
    } else {
      throw new IOException("Not a time of a server");
    }
  }

  private static long number(byte[] text) throws IOException {
    try {
      long number = Long.parseLong(new String(text, StandardCharsets.US_ASCII));
      if (number >= 0 && number < 1L << 40) {
        return number;
      }
    } catch (NumberFormatException e) {
      // as a number out of range
    }
    throw new IOException("Not a time of a server");
  }

  /** Whether the server's time is known, and near enough to ours. */
  boolean isUsable() {
    Measurement now = measured;
    return now != null && now.offset.abs().compareTo(LARGEST) <= 0;
  }

  /** Whether it is known to be too far away. */
  boolean isTooFar() {
    return measured != null && !isUsable();
  }

  /** By how much it may be wrong. */
  Duration error() {
    Measurement now = measured;
    return now == null ? Duration.ZERO : now.error;
  }

  /** The server's time now. */
  Instant now() {
    return toServer(clock.instant());
  }

  /** The server's time at a time of this machine. */
  Instant toServer(Instant local) {
    Measurement now = measured;
    return now == null ? local : local.plus(now.offset);
  }

  /** The time of this machine at a time of the server. */
  Instant toLocal(Instant server) {
    Measurement now = measured;
    return now == null ? server : server.minus(now.offset);
  }
}
