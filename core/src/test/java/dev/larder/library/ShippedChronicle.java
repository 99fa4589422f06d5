package dev.larder.library;

import dev.larder.config.MemoryKind;
import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.memory.MemoryStore;
import dev.larder.store.memory.MemoryTier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Keeps an entry in the memory tier and prints what the tier is made of, and the entry's body. */
final class ShippedChronicle {

  private ShippedChronicle() {}

  private record Given(EntryMetadata metadata, ByteBuffer bytes) implements Entry {
    @Override
    public long length() {
      return bytes.remaining();
    }

    @Override
    public List<ByteBuffer> body() {
      return List.of(bytes.duplicate());
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    MemoryTier.Plan plan =
        new MemoryTier.Plan(MemoryKind.CHRONICLE, 16 << 20, 32 << 10, Duration.ZERO);
    try (MemoryTier tier = new MemoryTier(plan, () -> {}, new Statistics())) {
      tier.start((key, source) -> true);
      MemoryStore store = tier.store();
      for (int waited = 0; store == null; waited++) {
        if (waited == 3000) {
          throw new IllegalStateException("The tier does not start");
        }
        Thread.sleep(10);
        store = tier.store();
      }
      EntryKey key = EntryKey.of("key");
      EntryMetadata metadata =
          new EntryMetadata(
              "https://example.org/",
              "GET",
              new ResponseHead(200, "HTTP/1.1", Headers.empty()),
              Headers.empty(),
              Instant.EPOCH,
              Instant.EPOCH,
              List.of(),
              null,
              1);
      ByteBuffer body = StandardCharsets.UTF_8.encode("a body");
      store.keep(key, new Given(metadata, body), "source", store.generation(key));
      Entry kept = store.open(key);
      String read =
          kept == null ? "nothing" : StandardCharsets.UTF_8.decode(kept.body().get(0)).toString();
      System.out.println(store.kind() + ": " + read);
    }
  }
}
