package dev.larder.store.memory;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * Blocks in direct buffers, which are allocated when needed. Used where Chronicle Map can't run.
 *
 * <p>Each block has an owner: the number of the place that it belongs to, or 0. Numbers are not
 * used again, so a reader that finds the owner unchanged after copying has the right bytes. Readers
 * take no lock unless somebody writes to the same stripe of blocks.
 */
final class BufferBlocks implements Blocks {
  private static final int BLOCK = 4 << 10;
  private static final int BLOCKS_OF_BUFFER = 256;
  private static final int STRIPES = 64;

  /** Which blocks, in order, and whose. */
  @SuppressWarnings("ArrayRecordComponent") // it is never compared
  private record Slots(long owner, int[] blocks) implements Place {}

  private final int count;
  private final @Nullable ByteBuffer[] buffers;
  private final AtomicLongArray owners;
  private final StampedLock[] stripes = new StampedLock[STRIPES];

  /** The blocks that are free, a stack; guarded by this, as are the fields below. */
  private final int[] free;

  private int freeCount;

  /** Blocks from this one on have never been used. */
  private int fresh;

  private long lastOwner;
  private boolean exhausted;
  private volatile boolean closed;

  /** Takes no memory yet, and never more than so many bytes. */
  BufferBlocks(long size) {
    this.count = (int) Math.min(size / BLOCK, Integer.MAX_VALUE / BLOCK);
    this.buffers = new ByteBuffer[(count + BLOCKS_OF_BUFFER - 1) / BLOCKS_OF_BUFFER];
    this.owners = new AtomicLongArray(count);
    this.free = new int[count];
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new StampedLock();
    }
  }

  @Override
  public String name() {
    return "direct buffers";
  }

  @Override
  public int blockSize() {
    return BLOCK;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public @Nullable Place put(byte[] bytes, int length) {
    Slots slots = take((length + BLOCK - 1) / BLOCK);
    if (slots == null) {
      return null;
    }
    int done = 0;
    for (int block : slots.blocks) {
      int part = Math.min(BLOCK, length - done);
      StampedLock lock = stripe(block);
      long stamp = lock.writeLock();
      try {
        owners.set(block, slots.owner);
        buffer(block).put(offset(block), bytes, done, part);
      } finally {
        lock.unlockWrite(stamp);
      }
      done += part;
    }
    return slots;
  }

  private synchronized @Nullable Slots take(int needed) {
    int[] blocks = new int[needed];
    for (int i = 0; i < needed; i++) {
      int block = freeCount > 0 ? free[--freeCount] : next();
      if (block < 0) {
        for (int j = 0; j < i; j++) {
          free[freeCount++] = blocks[j];
        }
        return null;
      }
      blocks[i] = block;
    }
    return new Slots(++lastOwner, blocks);
  }

  /** A block that was never used, or -1 if there is none or no memory for it. */
  private int next() {
    if (fresh == count || exhausted || closed) {
      return -1;
    }
    int buffer = fresh / BLOCKS_OF_BUFFER;
    if (buffers[buffer] == null) {
      int blocks = Math.min(BLOCKS_OF_BUFFER, count - buffer * BLOCKS_OF_BUFFER);
      try {
        buffers[buffer] = ByteBuffer.allocateDirect(blocks * BLOCK);
      } catch (OutOfMemoryError e) {
        exhausted = true; // the application needs what is left
        return -1;
      }
    }
    return fresh++;
  }

  @Override
  public boolean get(Place place, int size, int from, byte[] into) {
    Slots slots = (Slots) place;
    int at = from;
    for (int i = from / BLOCK; i < slots.blocks.length; i++) {
      int block = slots.blocks[i];
      int part = Math.min(BLOCK - at % BLOCK, size - at);
      StampedLock lock = stripe(block);
      long stamp = lock.tryOptimisticRead();
      boolean right = stamp != 0 && copy(slots.owner, block, at % BLOCK, into, at - from, part);
      if (!lock.validate(stamp)) {
        stamp = lock.readLock();
        try {
          right = copy(slots.owner, block, at % BLOCK, into, at - from, part);
        } finally {
          lock.unlockRead(stamp);
        }
      }
      if (!right) {
        return false;
      }
      at += part;
    }
    return at == size;
  }

  private boolean copy(long owner, int block, int start, byte[] into, int at, int length) {
    ByteBuffer buffer = buffers[block / BLOCKS_OF_BUFFER];
    if (owners.get(block) != owner || buffer == null) {
      return false;
    }
    buffer.get(offset(block) + start, into, at, length);
    return true;
  }

  @Override
  public void free(Place place, int length) {
    Slots slots = (Slots) place;
    for (int block : slots.blocks) {
      StampedLock lock = stripe(block);
      long stamp = lock.writeLock();
      owners.set(block, 0);
      lock.unlockWrite(stamp);
    }
    synchronized (this) {
      for (int block : slots.blocks) {
        free[freeCount++] = block;
      }
    }
  }

  private StampedLock stripe(int block) {
    return stripes[block % STRIPES];
  }

  private ByteBuffer buffer(int block) {
    ByteBuffer buffer = buffers[block / BLOCKS_OF_BUFFER];
    if (buffer == null) {
      throw new IllegalStateException("Closed");
    }
    return buffer;
  }

  private static int offset(int block) {
    return block % BLOCKS_OF_BUFFER * BLOCK;
  }

  /** The collector frees the buffers when the last reader is done with them. */
  @Override
  public synchronized void close() {
    closed = true;
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = null;
    }
  }
}
