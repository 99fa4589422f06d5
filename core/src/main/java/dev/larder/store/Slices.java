package dev.larder.store;

import java.nio.ByteBuffer;
import java.util.List;

/** Bodies cut into read-only buffers of bounded size, as {@link Entry#body} promises them. */
public final class Slices {
  private static final int SIZE = 1 << 20;

  private Slices() {}

  /**
   * All bytes of a buffer, up to its capacity, in slices of 1 MiB.
   *
   * <p>Their number is computed, without a case for a body that is empty or fits into one: the
   * compiler of JDK 17 fused such comparisons with those in {@link ByteBuffer#remaining} and, after
   * many small bodies, took the first large one for empty (JDK-8376400).
   */
  public static List<ByteBuffer> of(ByteBuffer body) {
    int length = body.capacity();
    ByteBuffer[] slices = new ByteBuffer[(int) (((long) length + SIZE - 1) / SIZE)];
    for (int i = 0; i < slices.length; i++) {
      int start = i * SIZE;
      ByteBuffer slice = body.slice(start, Math.min(SIZE, length - start));
      slices[i] = slice.isReadOnly() ? slice : slice.asReadOnlyBuffer();
    }
    return List.of(slices);
  }

  /** So many bytes of an array, in the same way. */
  public static List<ByteBuffer> of(byte[] bytes, int offset, int length) {
    ByteBuffer[] slices = new ByteBuffer[(int) (((long) length + SIZE - 1) / SIZE)];
    for (int i = 0; i < slices.length; i++) {
      int start = i * SIZE;
      ByteBuffer slice = ByteBuffer.wrap(bytes, offset + start, Math.min(SIZE, length - start));
      slices[i] = slice.slice().asReadOnlyBuffer();
    }
    return List.of(slices);
  }
}
