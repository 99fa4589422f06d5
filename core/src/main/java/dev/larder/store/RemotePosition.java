package dev.larder.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How far the machines' common stream of invalidations has been read for a directory, kept from one
 * process to the next.
 */
public interface RemotePosition {

  /** Is kept nowhere. */
  RemotePosition NONE =
      new RemotePosition() {
        @Override
        public @Nullable Position read() {
          return null;
        }

        @Override
        public void write(Position position) {
          // The next process begins anew.
        }
      };

  /**
   * An identifier of the stream.
   *
   * @param millis since 1970 by the server's clock
   * @param sequence within a millisecond
   */
  record Position(long millis, long sequence) implements Comparable<Position> {

    @Override
    public int compareTo(Position other) {
      int order = Long.compare(millis, other.millis);
      return order == 0 ? Long.compare(sequence, other.sequence) : order;
    }

    /** As the server writes it. */
    @Override
    public String toString() {
      return millis + "-" + sequence;
    }
  }

  /** What was written last, or null if nothing is known. Changes nothing. */
  @Nullable Position read() throws IOException;

  /** Keeps it, if there is a cache directory. */
  void write(Position position) throws IOException;
}
