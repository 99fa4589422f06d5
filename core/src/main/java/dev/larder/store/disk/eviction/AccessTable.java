package dev.larder.store.disk.eviction;

import dev.larder.store.EntryKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Counts the bytes of all entries and the uses of each. It is a hint for the janitor, shared by all
 * processes when its bytes are a mapped file ({@link AccessFile}). It may be lost, old or wrong
 * without harm. So uses are recorded by plain reads and writes, of which some may be lost. Only the
 * total is counted atomically. Numbers are big-endian.
 *
 * <pre>
 * offset  size  content
 *      0     8  magic: 89 'L' 'A' 'R' 'U' 0D 0A 1A
 *      8     4  version: 1
 *     12     4  N, the number of slots, a power of two, 8 Ki to 4 Mi
 *     16     8  bytes that all entries take, those being written included
 *     24     8  the clock: the priority of what was evicted last
 *     32     8  1 after a scan of the directory counted all entries, else 0
 *     40    24  0
 *     64   8 N  slots, four to a bucket
 * </pre>
 *
 * The first bits of a key select its bucket. A slot is one number, 0 when it is free:
 *
 * <pre>
 * bits 63-48  the last 16 of the key's first 64 bits: its mark
 * bits 47-40  uses, up to 255
 * bits 39-0   the clock at the last use
 * </pre>
 *
 * A slot outlives its entry until another entry needs its place. So the uses of an entry that comes
 * back are still known.
 */
final class AccessTable {
  static final int HEADER_SIZE = 64;
  static final int MIN_SLOTS = 8 << 10;
  static final int MAX_SLOTS = 4 << 20;

  private static final long MAGIC = 0x894C4152550D0A1AL;
  private static final int VERSION = 1;
  private static final int TOTAL = 16;
  private static final int CLOCK = 24;
  private static final int KNOWN = 32;
  private static final int BUCKET = 4;
  private static final int MAX_USES = 255;

  /** The size that is assumed for entries when slots of a bucket are compared, in bytes. */
  private static final long TYPICAL = 16 << 10;

  private final ByteBuffer bytes;
  private final int bucketMask;

  private AccessTable(ByteBuffer bytes, int slots) {
    this.bytes = bytes;
    this.bucketMask = slots / BUCKET - 1;
  }

  /** A number of slots for more entries than fit into so many bytes; 0 bytes is no limit. */
  static int slots(long limit) {
    long wanted = limit == 0 ? MAX_SLOTS / 16 : limit >> 12;
    int slots = MIN_SLOTS;
    while (slots < wanted && slots < MAX_SLOTS) {
      slots <<= 1;
    }
    return slots;
  }

  /** The size of a table in bytes. */
  static int size(int slots) {
    return HEADER_SIZE + 8 * slots;
  }

  /** The first bytes of an empty table; all others are 0. */
  private static ByteBuffer header(int slots) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_SIZE);
    header.putLong(0, MAGIC).putInt(8, VERSION).putInt(12, slots);
    return header;
  }

  /** The header of an empty table with the total of another table, if that is known. */
  static ByteBuffer header(int slots, AccessTable of) {
    ByteBuffer header = header(slots);
    if (of.isKnown()) {
      header.putLong(TOTAL, of.total()).putLong(KNOWN, 1);
    }
    return header;
  }

  /** An empty table of this process alone. */
  static AccessTable inMemory(int slots) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(size(slots));
    bytes.duplicate().put(header(slots));
    return new AccessTable(bytes, slots);
  }

  /** The number of slots by the header of a table, or 0 if the bytes are no such header. */
  static int slots(ByteBuffer header) {
    int slots = header.getInt(12);
    boolean ours = header.getLong(0) == MAGIC && header.getInt(8) == VERSION;
    boolean sound = slots >= MIN_SLOTS && slots <= MAX_SLOTS && Integer.bitCount(slots) == 1;
    return ours && sound ? slots : 0;
  }

  /** A table over the direct bytes of one. */
  static AccessTable over(ByteBuffer bytes, int slots) {
    return new AccessTable(bytes, slots);
  }

  /** Atomic access to numbers; this class is loaded when the first entry is written. */
  private static final class Atomic {
    static final VarHandle LONG =
        MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  }

  /** Whether the first bytes are still those of a table of this size. */
  boolean isSound() {
    return slots(bytes) == (bucketMask + 1) * BUCKET;
  }

  /** Bytes that all entries take, as far as known. */
  long total() {
    return bytes.getLong(TOTAL);
  }

  /**
   * Whether the total is that of all entries, not only what was counted since the table was made.
   */
  boolean isKnown() {
    return bytes.getLong(KNOWN) != 0;
  }

  /** Tells that the total is that of all entries now. */
  void setKnown() {
    bytes.putLong(KNOWN, 1);
  }

  /** Adds to the total, or subtracts if negative; the new total. */
  long add(long change) {
    if (!isSound()) { // atomic access to a shortened file would end the JVM
      return total();
    }
    return (long) Atomic.LONG.getAndAdd(bytes, TOTAL, change) + change;
  }

  /** The priority of the entry that was evicted last. */
  long clock() {
    return bytes.getLong(CLOCK) & GdsfPriority.MAX;
  }

  /** Tells that an entry of this priority was evicted. Only the janitor calls this. */
  void evicted(long priority) {
    if (priority > clock()) {
      bytes.putLong(CLOCK, Math.min(priority, GdsfPriority.MAX));
    }
  }

  /** Records a use of an entry: a few reads and one write of memory. */
  void used(EntryKey key) {
    long mark = mark(key);
    int bucket = bucket(key);
    int place = bucket;
    long leastPriority = Long.MAX_VALUE;
    for (int at = bucket; at < bucket + 8 * BUCKET; at += 8) {
      long slot = bytes.getLong(at);
      if (slot != 0 && slot >>> 48 == mark) {
        long now = slot(mark, Math.min(MAX_USES, uses(slot) + 1));
        if (now != slot) {
          bytes.putLong(
              at,
              now); // an unchanged slot is not written, so that processors can share its cache line
        }
        return;
      }
      long priority = priority(slot, TYPICAL);
      if (priority < leastPriority) {
        leastPriority = priority;
        place = at;
      }
    }
    bytes.putLong(place, slot(mark, 1));
  }

  /** Forgets the uses of an entry if it has a slot. */
  void demote(EntryKey key) {
    int at = find(key);
    if (at >= 0) {
      bytes.putLong(at, slot(mark(key), 0));
    }
  }

  private long slot(long mark, int uses) {
    return mark << 48 | (long) uses << 40 | clock();
  }

  /** The slot of an entry, or 0. */
  long slot(EntryKey key) {
    int at = find(key);
    return at < 0 ? 0 : bytes.getLong(at);
  }

  /** Where the slot of an entry is, or -1. */
  private int find(EntryKey key) {
    long mark = mark(key);
    int bucket = bucket(key);
    for (int at = bucket; at < bucket + 8 * BUCKET; at += 8) {
      long slot = bytes.getLong(at);
      if (slot != 0 && slot >>> 48 == mark) {
        return at;
      }
    }
    return -1;
  }

  /** The priority of an entry by its slot; the lowest one if it has none. */
  static long priority(long slot, long size) {
    return slot == 0 ? -1 : GdsfPriority.of(slot & GdsfPriority.MAX, uses(slot), size);
  }

  /** How often an entry was used. */
  static int uses(long slot) {
    return (int) (slot >>> 40) & MAX_USES;
  }

  private int bucket(EntryKey key) {
    return HEADER_SIZE + 8 * BUCKET * ((int) (key.bits() >>> 32) & bucketMask);
  }

  private static long mark(EntryKey key) {
    return key.bits() & 0xffff;
  }
}
