package dev.larder.store.disk.eviction;

import dev.larder.store.EntryKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How much there is and what of it is used: a hint for the janitor, shared by all processes when
 * its bytes are a mapped file ({@link AccessFile}). It may be lost, old or wrong without harm, so a
 * use is recorded by plain reads and writes, of which one may get lost; only the total is counted
 * atomically. Numbers are big-endian.
 *
 * <pre>
 * offset  size  content
 *      0     8  magic: 89 'L' 'A' 'R' 'U' 0D 0A 1A
 *      8     4  version: 1
 *     12     4  N, the number of slots, a power of two, 8 Ki to 4 Mi
 *     16     8  bytes that all entries take, those being written included
 *     24     8  the clock: the priority of what was evicted last
 *     32     8  1 once somebody scanned the directory and counted, until then 0
 *     40    24  0
 *     64   8 N  slots, four to a bucket
 * </pre>
 *
 * A key belongs into the bucket of its first bits. A slot is one number, 0 when it is free:
 *
 * <pre>
 * bits 63-48  the last 16 of the key's first 64 bits: its mark
 * bits 47-40  uses, up to 255
 * bits 39-0   the clock at the last use
 * </pre>
 *
 * A slot outlives its entry, until its place is needed for one that is worth more: what comes back
 * is known.
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

  /** Bytes of an entry when only slots are compared. */
  private static final long TYPICAL = 16 << 10;

  private final ByteBuffer bytes;
  private final int bucketMask;

  private AccessTable(ByteBuffer bytes, int slots) {
    this.bytes = bytes;
    this.bucketMask = slots / BUCKET - 1;
  }

  /** A number of slots that remembers more entries than have room in so many bytes, or 0 bytes. */
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

  /** The same with the total of another table, if it is known. */
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

  /** The number of slots that a header of a table speaks of, or 0 if it is none. */
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

  /** The atomic access to numbers, loaded when the first entry is written. */
  private static final class Atomic {
    static final VarHandle LONG =
        MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  }

  /** Whether its first bytes are still what they were made as. */
  boolean isSound() {
    return slots(bytes) == (bucketMask + 1) * BUCKET;
  }

  /** Bytes that all entries take, as far as known. */
  long total() {
    return bytes.getLong(TOTAL);
  }

  /** Whether the total is more than what was counted since the table was made. */
  boolean isKnown() {
    return bytes.getLong(KNOWN) != 0;
  }

  /** The total is now that of all there is. */
  void setKnown() {
    bytes.putLong(KNOWN, 1);
  }

  /** Counts bytes that are taken or, if negative, given back; the total then. */
  long add(long change) {
    if (!isSound()) { // in a file that was shortened the atomic access would end the JVM
      return total();
    }
    return (long) Atomic.LONG.getAndAdd(bytes, TOTAL, change) + change;
  }

  /** The priority of what was evicted last. */
  long clock() {
    return bytes.getLong(CLOCK) & GdsfPriority.MAX;
  }

  /** Something of this priority was evicted. Only the janitor calls this. */
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
          bytes.putLong(at, now); // what is used very often must not be passed between processors
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

  /** Forgets the uses of an entry of which anything is known. */
  void demote(EntryKey key) {
    int at = find(key);
    if (at >= 0) {
      bytes.putLong(at, slot(mark(key), 0));
    }
  }

  private long slot(long mark, int uses) {
    return mark << 48 | (long) uses << 40 | clock();
  }

  /** What is known of an entry, or 0. */
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

  /** The priority of an entry by what is known of it; the least if that is nothing. */
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
