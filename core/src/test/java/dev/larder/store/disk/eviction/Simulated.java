package dev.larder.store.disk.eviction;

/** A cache that holds sizes only: what a policy keeps of a trace. */
abstract class Simulated {
  final Trace trace;

  /** Bytes that it may hold. */
  final long capacity;

  final boolean[] held;
  long used;

  Simulated(Trace trace, long capacity) {
    this.trace = trace;
    this.capacity = capacity;
    this.held = new boolean[trace.objects()];
  }

  /** How many of all requests, and of all bytes, were answered; from 0 to 1. */
  record Ratio(double requests, double bytes) {}

  Ratio run() {
    long hits = 0;
    long hitBytes = 0;
    long bytes = 0;
    for (int i = 0; i < trace.length(); i++) {
      int object = trace.object(i);
      long size = trace.size(object);
      bytes += size;
      if (held[object]) {
        hits++;
        hitBytes += size;
        hit(object, i);
      } else if (size <= capacity) {
        miss(object, i);
      }
    }
    return new Ratio((double) hits / trace.length(), (double) hitBytes / bytes);
  }

  abstract void hit(int object, int time);

  /** The object is to be taken in, and others are to go for it. */
  abstract void miss(int object, int time);

  final boolean isRoomFor(int object) {
    return used + trace.size(object) <= capacity;
  }

  final void take(int object) {
    held[object] = true;
    used += trace.size(object);
  }

  final void evict(int object) {
    held[object] = false;
    used -= trace.size(object);
  }
}
