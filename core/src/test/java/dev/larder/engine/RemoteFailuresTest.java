package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.stats.Counter;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryWriter;
import dev.larder.store.RemoteTier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a remote tier does, requests are answered as if there were none. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RemoteFailuresTest {

  private static final Duration PATIENCE = Duration.ofMillis(20);

  /** What a tier does wrong. */
  private enum Fault {
    ANSWERS_NEVER,
    ANSWERS_NULL,
    RETURNS_NULL,
    FAILS,
    THROWS,
    THROWS_AN_ERROR,
    HOLDS_NEITHER_LEASE_NOR_STATE,
    STOPS_WITHIN_A_BODY,
    IS_AWAY
  }

  /** A lease that breaks whenever it is used. */
  private static final class BrokenLease implements RemoteTier.Lease {
    @Override
    public RemoteTier.Lease.State state() {
      throw new IllegalStateException("broken");
    }

    @Override
    public void release() {
      throw new IllegalStateException("broken");
    }

    @Override
    public void refuse() {
      throw new IllegalStateException("broken");
    }
  }

  private static final class FaultyTier implements RemoteTier {
    private final Fault fault;

    FaultyTier(Fault fault) {
      this.fault = fault;
    }

    private void mayThrow() {
      if (fault == Fault.THROWS) {
        throw new IllegalStateException("broken");
      }
      if (fault == Fault.THROWS_AN_ERROR) {
        throw new NoClassDefFoundError("broken");
      }
    }

    @SuppressWarnings("NullAway") // one of the faults
    private <T> CompletableFuture<T> broken() {
      mayThrow();
      return switch (fault) {
        case ANSWERS_NULL -> CompletableFuture.completedFuture(null);
        case RETURNS_NULL -> null;
        case FAILS -> CompletableFuture.failedFuture(new IOException("broken"));
        default -> new CompletableFuture<>();
      };
    }

    @Override
    public RemoteTier.State state() {
      if (fault == Fault.HOLDS_NEITHER_LEASE_NOR_STATE) {
        return RemoteTier.State.READY;
      }
      mayThrow();
      return fault == Fault.IS_AWAY ? RemoteTier.State.AWAY : RemoteTier.State.READY;
    }

    @Override
    public long maxEntrySize() {
      mayThrow();
      return 1 << 20;
    }

    @Override
    public CompletableFuture<Answer> bring(Query query, Receiver into) {
      if (fault == Fault.HOLDS_NEITHER_LEASE_NOR_STATE) {
        return CompletableFuture.completedFuture(Answer.ABSENT);
      }
      if (fault == Fault.STOPS_WITHIN_A_BODY) {
        begin(into);
      }
      return broken();
    }

    private static void begin(Receiver into) {
      EntryMetadata metadata =
          new EntryMetadata(
              Bench.PAGE.toString(),
              "GET",
              response(200, "Cache-Control", "max-age=60"),
              get().headers(),
              Instant.parse("2026-03-01T12:00:00Z"),
              Instant.parse("2026-03-01T12:00:00Z"),
              List.of(),
              null,
              0);
      try {
        EntryWriter out = into.begin(metadata, 4, 0);
        if (out != null) {
          out.write(ByteBuffer.wrap(new byte[] {'h', 'a'}));
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public CompletableFuture<Lease> lease(Query query) {
      return fault == Fault.HOLDS_NEITHER_LEASE_NOR_STATE
          ? CompletableFuture.completedFuture(new BrokenLease())
          : broken();
    }

    @Override
    public void offer(Offer offer) {
      mayThrow();
    }

    @Override
    public void invalidated(EntryKey resource, int slot, Instant when) {
      mayThrow();
    }

    @Override
    public void superseded(EntryKey key, Duration grace) {
      mayThrow();
    }

    @Override
    public void close() {
      mayThrow();
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void theOriginAnswers(Fault fault, @TempDir Path directory) throws Exception {
    Bench machine = new Bench(directory, Duration.ofMillis(100));
    Fleet.use(machine, new FaultyTier(fault), PATIENCE);
    try (Fleet fleet = new Fleet(directory, 0)) {
      assertEquals("body", fleet.exchange(machine, get()).body());
      assertTrue(machine.hits(get()));
      machine.clock.passSeconds(61);
      assertEquals("body", fleet.exchange(machine, get()).body());
      fleet.assertOrigin(1, 1);
      Bench.relay(machine.forward(Bench.request("PUT")).received(response(204), null), "");
      assertFalse(fleet.exchange(machine, get()).fromCache());
      machine.cache.close();
      assertEquals(0, machine.counts().of(Counter.REMOTE_BROUGHT));
    }
  }

  @Test
  void anAnswerThatComesTooLateIsNotWaitedFor(@TempDir Path directory) throws Exception {
    Bench machine = new Bench(directory, Duration.ofMillis(100));
    CompletableFuture<RemoteTier.Answer> answer = new CompletableFuture<>();
    Fleet.use(machine, new LateTier(answer), PATIENCE);
    Wait wait = assertInstanceOf(Wait.class, machine.exchange(get()).begin());
    wait.released().join();
    assertInstanceOf(Forward.class, wait.resume());
    assertEquals(1, machine.counts().of(Counter.REMOTE_LATE));
    answer.complete(RemoteTier.Answer.ABSENT);
    assertEquals(1, machine.counts().of(Counter.REMOTE_LATE));
    assertEquals(0, machine.counts().of(Counter.FAILURES));
  }

  @Test
  void aRequestWithLittleTimeWaitsLess(@TempDir Path directory) throws Exception {
    Bench machine = new Bench(directory, Duration.ofMinutes(1));
    Fleet.use(machine, new LateTier(new CompletableFuture<>()), Duration.ofMinutes(1));
    ClientRequest hurried =
        new ClientRequest(
            "client", get(), "", Duration.ofMillis(5), ClientRequest.of("client", get()).body());
    Wait wait = assertInstanceOf(Wait.class, machine.cache.exchange(hurried).begin());
    wait.released().join();
    assertInstanceOf(Forward.class, wait.resume());
  }

  /** Answers when it is told to. */
  private record LateTier(CompletableFuture<Answer> answer) implements SourceTier {
    @Override
    public CompletableFuture<Answer> bring(Query query, Receiver into) {
      return answer;
    }
  }
}
