package dev.larder.store.disk.file;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * Limits the mappings that exist at a time. A mapping ends when the garbage collector finds that
 * nobody uses it. The system allows a process a number of mappings (65,530 on Linux), and the JVM
 * ends when it gets none for itself. So the cache takes only a part of them. Any thread may call.
 */
public final class MappingLimiter {
  public static final int LIMIT = 8192;

  private final ReferenceQueue<ByteBuffer> ended = new ReferenceQueue<>();

  /** Keeps the references from being collected themselves; guarded by this. */
  private final Set<Reference<ByteBuffer>> live = new HashSet<>();

  /** Whether one more may be made. Threads that ask at once may exceed the limit by one each. */
  public boolean hasRoom() {
    return count() < LIMIT;
  }

  /** How many there are. */
  public synchronized int count() {
    for (Reference<?> one = ended.poll(); one != null; one = ended.poll()) {
      live.remove(one);
    }
    return live.size();
  }

  public synchronized void add(ByteBuffer mapping) {
    live.add(new PhantomReference<>(mapping, ended));
  }
}
