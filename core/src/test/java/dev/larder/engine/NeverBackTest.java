package dev.larder.engine;

import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.engine.write.EntryRecorder;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.stats.Counter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A model: an origin whose content only becomes newer, requests whose steps are interleaved at
 * random, and one observer. What the cache serves is never older than what the observer has read.
 */
class NeverBackTest {

  private static final int STEPS = 6_000;
  private static final int UNDER_WAY = 6;

  private final Bench[] processes;
  private final Map<URI, Integer> versions = new HashMap<>();

  /** By process and request, the latest version that was read. */
  private final Map<String, Integer> read = new HashMap<>();

  private int served;
  private int confirmed;

  NeverBackTest(@TempDir Path directory) {
    processes = new Bench[] {new Bench(directory, null), new Bench(directory, null)};
  }

  /** A request on its way. */
  private final class Fetch {
    private final int process;
    private final RequestHead request;
    private final Forward forward;
    private final @Nullable String tag;
    private int version = -1;
    private @Nullable ResponseHead head;
    private @Nullable EntryRecorder recorder;
    private @Nullable Runnable rest;

    Fetch(int process, RequestHead request, Forward forward) {
      this.process = process;
      this.request = request;
      this.forward = forward;
      this.tag = forward.fields().first("If-None-Match");
    }

    /** Goes one step on; whether there are more. */
    boolean step(Random random) {
      ResponseHead answer = head;
      EntryRecorder body = recorder;
      Runnable last = rest;
      if (answer == null) {
        answer();
        return true;
      }
      if (body == null) {
        return receive(answer);
      }
      if (last != null) {
        last.run();
        return false;
      }
      if (random.nextInt(10) == 0) {
        body.abort();
        return false;
      }
      body.write(List.of(Bench.bytes(String.valueOf(version))));
      rest = body.completeLater();
      read.merge(process + key(request), version, Math::max);
      return true;
    }

    /** The origin reads the content. */
    private void answer() {
      version = versions.getOrDefault(request.uri(), 0);
      String path = request.uri().getPath();
      String current = '"' + String.valueOf(version) + '"';
      List<String> fields = new ArrayList<>(List.of("Cache-Control", "max-age=1"));
      if (!path.equals("/plain")) {
        fields.addAll(List.of("ETag", current));
      }
      if (path.equals("/varying")) {
        fields.addAll(List.of("Vary", "Accept"));
      }
      boolean same = tag != null && List.of(tag.split(", ")).contains(current);
      head = response(same ? 304 : 200, fields.toArray(new String[0]));
    }

    private boolean receive(ResponseHead answer) {
      ResponseDecision reception = forward.received(answer, null);
      if (reception instanceof ResponseDecision.Relay relay) {
        recorder = relay.recorder();
        return true;
      }
      assertTrue(reception instanceof ResponseDecision.Serve);
      confirmed++;
      read.merge(process + key(request), version, Math::max);
      return false;
    }
  }

  private static String key(RequestHead request) {
    return request.uri() + " " + request.headers().combined("Accept");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsServedIsNeverOlderThanWhatWasRead(long seed) {
    Random random = new Random(seed);
    List<Fetch> underWay = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      for (Bench process : processes) {
        process.clock.pass(Duration.ofMillis(1 + i % 3));
      }
      if (random.nextInt(4) == 0) {
        versions.merge(uri(random), 1, Integer::sum);
      }
      if (underWay.size() < UNDER_WAY && random.nextInt(3) == 0) {
        Fetch next = begin(random);
        if (next != null) {
          underWay.add(next);
        }
      } else if (!underWay.isEmpty()) {
        Fetch next = underWay.get(random.nextInt(underWay.size()));
        if (!next.step(random)) {
          underWay.remove(next);
        }
      }
    }
    assertTrue(served > STEPS / 50, served + " hits");
    assertTrue(confirmed > 0);
    for (Bench process : processes) {
      assertFalse(process.counts().of(Counter.FAILURES) > 0);
    }
  }

  private static URI uri(Random random) {
    String[] paths = {"/plain", "/tagged", "/varying"};
    return URI.create("http://example.org" + paths[random.nextInt(paths.length)]);
  }

  private @Nullable Fetch begin(Random random) {
    Headers.Builder fields = new Headers.Builder();
    if (random.nextInt(3) == 0) {
      fields.add("Cache-Control", "no-cache");
    }
    fields.add("Accept", random.nextBoolean() ? "a" : "b");
    RequestHead request = RequestHead.get(uri(random), fields.build());
    int process = random.nextInt(processes.length);
    RequestDecision decision = processes[process].exchange(request).begin();
    if (decision instanceof RequestDecision.Serve serve) {
      served++;
      int version = Integer.parseInt(processes[process].served(serve.served()).body());
      int seen = read.getOrDefault(process + key(request), 0);
      assertTrue(version >= seen, () -> version + " after " + seen + " of " + key(request));
      return null;
    }
    return new Fetch(process, request, (Forward) decision);
  }
}
