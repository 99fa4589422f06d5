package dev.larder.store.disk.eviction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;

/** Policies to compare with, each as its authors describe it, with bytes for places. */
final class EvictionPolicies {

  private EvictionPolicies() {}

  /** Evicts the object of the lowest rank, which a hit or a miss sets. */
  abstract static class Ranked extends Simulated {
    final double[] rank;
    private final TreeSet<Integer> order;

    Ranked(Trace trace, long capacity) {
      super(trace, capacity);
      double[] ranks = new double[trace.objects()];
      rank = ranks;
      order =
          new TreeSet<>(
              (a, b) -> {
                int byRank = Double.compare(ranks[a], ranks[b]);
                return byRank != 0 ? byRank : Integer.compare(a, b);
              });
    }

    abstract double rank(int object, int time, boolean hit);

    void evicted(int object) {}

    @Override
    void hit(int object, int time) {
      order.remove(object);
      rank[object] = rank(object, time, true);
      order.add(object);
    }

    @Override
    void miss(int object, int time) {
      while (!isRoomFor(object)) {
        int victim = order.first();
        order.remove(victim);
        evict(victim);
        evicted(victim);
      }
      take(object);
      rank[object] = rank(object, time, false);
      order.add(object);
    }
  }

  static final class Fifo extends Ranked {
    Fifo(Trace trace, long capacity) {
      super(trace, capacity);
    }

    @Override
    double rank(int object, int time, boolean hit) {
      return hit ? rank[object] : time;
    }
  }

  static final class Lru extends Ranked {
    Lru(Trace trace, long capacity) {
      super(trace, capacity);
    }

    @Override
    double rank(int object, int time, boolean hit) {
      return time;
    }
  }

  /** By the last use but one, remembered for ever; objects used once go first. */
  static final class Lru2 extends Ranked {
    private final int[] last;

    Lru2(Trace trace, long capacity) {
      super(trace, capacity);
      last = new int[trace.objects()];
      Arrays.fill(last, -1);
    }

    @Override
    double rank(int object, int time, boolean hit) {
      double rank = last[object] < 0 ? time - 1e9 : last[object];
      last[object] = time;
      return rank;
    }
  }

  /** GreedyDual-Size-Frequency as published: all downloads cost the same, uses are forgotten. */
  static final class Gdsf extends Ranked {
    private final int[] uses;
    private double clock;

    Gdsf(Trace trace, long capacity) {
      super(trace, capacity);
      uses = new int[trace.objects()];
    }

    @Override
    double rank(int object, int time, boolean hit) {
      return clock + ++uses[object] * 1e6 / trace.size(object);
    }

    @Override
    void evicted(int object) {
      clock = Math.max(clock, rank[object]);
      uses[object] = 0;
    }
  }

  /** Belady's: evicts what is used again last. The optimum where all sizes are the same. */
  static final class Belady extends Ranked {
    private final int[] next;

    Belady(Trace trace, long capacity) {
      super(trace, capacity);
      next = trace.next();
    }

    @Override
    double rank(int object, int time, boolean hit) {
      return -next[time];
    }
  }

  /** SIEVE: a queue with a hand that spares what was used since it passed. */
  static final class Sieve extends Simulated {
    private final boolean[] visited;
    private final int[] newer;
    private final int[] older;
    private final int end;
    private int hand;

    Sieve(Trace trace, long capacity) {
      super(trace, capacity);
      visited = new boolean[trace.objects()];
      end = trace.objects();
      hand = end;
      newer = new int[end + 1];
      older = new int[end + 1];
      newer[end] = end;
      older[end] = end;
    }

    @Override
    void hit(int object, int time) {
      visited[object] = true;
    }

    @Override
    void miss(int object, int time) {
      while (!isRoomFor(object)) {
        hand = hand == end ? newer[end] : hand;
        while (visited[hand]) {
          visited[hand] = false;
          hand = newer[hand] == end ? newer[end] : newer[hand];
        }
        int victim = hand;
        hand = newer[victim];
        newer[older[victim]] = newer[victim];
        older[newer[victim]] = older[victim];
        evict(victim);
      }
      visited[object] = false;
      older[object] = older[end];
      newer[object] = end;
      newer[older[end]] = object;
      older[end] = object;
      take(object);
    }
  }

  /** S3-FIFO: a small queue of a tenth, a main queue, and the names of what left the small one. */
  static final class S3Fifo extends Simulated {
    private final ArrayDeque<Integer> small = new ArrayDeque<>();
    private final ArrayDeque<Integer> main = new ArrayDeque<>();
    private final LinkedHashSet<Integer> ghosts = new LinkedHashSet<>();
    private final byte[] uses;
    private long smallBytes;
    private long ghostBytes;

    S3Fifo(Trace trace, long capacity) {
      super(trace, capacity);
      uses = new byte[trace.objects()];
    }

    @Override
    void hit(int object, int time) {
      uses[object] = (byte) Math.min(3, uses[object] + 1);
    }

    @Override
    void miss(int object, int time) {
      while (!isRoomFor(object)) {
        if (main.isEmpty() || smallBytes >= capacity / 10) {
          evictSmall();
        } else {
          evictMain();
        }
      }
      uses[object] = 0;
      if (ghosts.remove(object)) {
        ghostBytes -= trace.size(object);
        main.add(object);
      } else {
        small.add(object);
        smallBytes += trace.size(object);
      }
      take(object);
    }

    private void evictSmall() {
      while (!small.isEmpty()) {
        int object = small.remove();
        smallBytes -= trace.size(object);
        if (uses[object] > 1) {
          uses[object] = 0;
          main.add(object);
          continue;
        }
        evict(object);
        ghosts.add(object);
        ghostBytes += trace.size(object);
        Iterator<Integer> oldest = ghosts.iterator();
        while (ghostBytes > capacity / 10 * 9) {
          ghostBytes -= trace.size(oldest.next());
          oldest.remove();
        }
        return;
      }
      evictMain();
    }

    private void evictMain() {
      while (!main.isEmpty()) {
        int object = main.remove();
        if (uses[object] > 0) {
          uses[object]--;
          main.add(object);
        } else {
          evict(object);
          return;
        }
      }
    }
  }

  /** W-TinyLFU: a window of 1 %, a segmented LRU, and admission by exact counts that are halved. */
  static final class TinyLfu extends Simulated {
    private final LinkedHashSet<Integer> window = new LinkedHashSet<>();
    private final LinkedHashSet<Integer> probation = new LinkedHashSet<>();
    private final LinkedHashSet<Integer> guarded = new LinkedHashSet<>();
    private final byte[] uses;
    private long windowBytes;
    private long mainBytes;
    private long guardedBytes;
    private int counted;

    TinyLfu(Trace trace, long capacity) {
      super(trace, capacity);
      uses = new byte[trace.objects()];
    }

    @Override
    void hit(int object, int time) {
      count(object);
      if (window.remove(object)) {
        window.add(object);
      } else if (guarded.remove(object)) {
        guarded.add(object);
      } else {
        probation.remove(object);
        guarded.add(object);
        guardedBytes += trace.size(object);
        Iterator<Integer> oldest = guarded.iterator();
        while (guardedBytes > (capacity - capacity / 100) / 10 * 8) {
          int back = oldest.next();
          oldest.remove();
          guardedBytes -= trace.size(back);
          probation.add(back);
        }
      }
    }

    @Override
    void miss(int object, int time) {
      count(object);
      window.add(object);
      windowBytes += trace.size(object);
      take(object);
      while (windowBytes > capacity / 100) {
        int candidate = window.iterator().next();
        window.remove(candidate);
        windowBytes -= trace.size(candidate);
        admit(candidate);
      }
    }

    private void admit(int candidate) {
      long needed = mainBytes + trace.size(candidate) - (capacity - capacity / 100);
      int rivals = 0;
      List<Integer> victims = new ArrayList<>();
      for (LinkedHashSet<Integer> queue : List.of(probation, guarded)) {
        for (Iterator<Integer> i = queue.iterator(); needed > 0 && i.hasNext(); ) {
          int victim = i.next();
          victims.add(victim);
          rivals += uses[victim];
          needed -= trace.size(victim);
        }
      }
      if (needed > 0 || (!victims.isEmpty() && uses[candidate] <= rivals)) {
        evict(candidate);
        return;
      }
      victims.forEach(this::drop);
      probation.add(candidate);
      mainBytes += trace.size(candidate);
    }

    private void drop(int victim) {
      if (!probation.remove(victim)) {
        guarded.remove(victim);
        guardedBytes -= trace.size(victim);
      }
      mainBytes -= trace.size(victim);
      evict(victim);
    }

    private void count(int object) {
      uses[object] = (byte) Math.min(15, uses[object] + 1);
      if (++counted >= 10 * Math.max(64, window.size() + probation.size() + guarded.size())) {
        counted /= 2;
        for (int i = 0; i < uses.length; i++) {
          uses[i] = (byte) (uses[i] / 2);
        }
      }
    }
  }
}
