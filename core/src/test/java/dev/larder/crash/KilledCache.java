package dev.larder.crash;

import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.engine.CacheSettings;
import dev.larder.engine.Exchange;
import dev.larder.engine.Forward;
import dev.larder.engine.HttpCache;
import dev.larder.engine.RequestDecision;
import dev.larder.engine.ResponseDecision;
import dev.larder.engine.Served;
import dev.larder.engine.write.EntryRecorder;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.Storage;
import dev.larder.store.disk.shared.IdentityKeyFile;
import dev.larder.store.disk.shared.InvalidationFile;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Asks for variants of resources that other processes ask for too, validates them and invalidates
 * them, until it is killed. The body follows from the resource, the language and the ETag.
 *
 * <p>Arguments as those of {@link KilledWriter}.
 */
final class KilledCache {
  static final int RESOURCES = 10;
  static final List<String> LANGUAGES = List.of("de", "en", "fr");

  private final HttpCache cache;
  private final Random random;
  private long version;

  private KilledCache(HttpCache cache, long version, long seed) {
    this.cache = cache;
    this.version = version;
    this.random = new Random(seed);
  }

  public static void main(String[] arguments) throws IOException {
    HttpCache cache =
        cache(Path.of(arguments[0]), KilledStore.valueOf(arguments[5]), new Statistics());
    KilledCache killed =
        new KilledCache(cache, Long.parseLong(arguments[3]), Long.parseLong(arguments[4]));
    try (FileOutputStream journal = new FileOutputStream(arguments[1])) {
      journal.write("begun\n".getBytes(StandardCharsets.UTF_8));
      try {
        while (true) {
          killed.step();
        }
      } catch (RuntimeException | Error e) {
        journal.write(("wrong " + e).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  static HttpCache cache(Path directory, KilledStore kind, Statistics statistics) {
    return new HttpCache(
        new Storage(
            kind.store(directory, statistics),
            new InvalidationFile(directory, statistics),
            new IdentityKeyFile(directory)),
        CacheSettings.of(Settings.defaults().with(SettingTable.COLLAPSE, false)),
        statistics,
        new FailureLog(statistics),
        InstantSource.system());
  }

  private void step() {
    int resource = random.nextInt(RESOURCES);
    int language = random.nextInt(LANGUAGES.size());
    int what = random.nextInt(20);
    if (what == 0) {
      Forward unsafe = (Forward) cache.exchange(request("POST", resource, language)).begin();
      relay(unsafe.received(response(204), null), new byte[0]);
      return;
    }
    Exchange exchange =
        what < 6
            ? cache.exchange(request("GET", resource, language, "Cache-Control", "no-cache"))
            : cache.exchange(request("GET", resource, language));
    RequestDecision decision = exchange.begin();
    if (decision instanceof RequestDecision.Serve serve) {
      verify(resource, language, serve.served());
    } else if (decision instanceof Forward forward) {
      answer(forward, resource, language);
    }
  }

  private void answer(Forward forward, int resource, int language) {
    String tag = ownTag(forward.fields(), language);
    if (tag != null && random.nextBoolean()) {
      ResponseHead head = response(304, "ETag", tag);
      if (forward.received(head, null) instanceof ResponseDecision.Serve serve) {
        verify(resource, language, serve.served());
      }
      return;
    }
    int size = random.nextInt(random.nextInt(4) == 0 ? 400_000 : 4000);
    Content content = new Content(number(resource, language), ++version, size);
    ResponseHead head =
        response(
            200,
            "ETag",
            "\"" + language + '-' + content.version() + '-' + size + '"',
            "Cache-Control",
            "public, max-age=1000000",
            "Vary",
            "Accept-Language");
    relay(forward.received(head, null), content.body());
  }

  /** The tag of this language among those that are asked about, or null. */
  private static @Nullable String ownTag(Headers conditions, int language) {
    for (String tag : String.valueOf(conditions.first("If-None-Match")).split(", ", -1)) {
      if (tag.startsWith("\"" + language + '-')) {
        return tag;
      }
    }
    return null;
  }

  private void relay(ResponseDecision reception, byte[] body) {
    if (!(reception instanceof ResponseDecision.Relay relay)) {
      return;
    }
    EntryRecorder recorder = relay.recorder();
    ByteBuffer rest = ByteBuffer.wrap(body);
    while (rest.hasRemaining()) {
      int part = Math.min(rest.remaining(), 1 + random.nextInt(20_000));
      recorder.write(List.of(rest.slice(rest.position(), part)));
      rest.position(rest.position() + part);
    }
    recorder.complete();
  }

  private static int number(int resource, int language) {
    return resource * LANGUAGES.size() + language;
  }

  private static RequestHead request(
      String method, int resource, int language, String... moreFields) {
    Headers.Builder headers = new Headers.Builder();
    headers.add("Accept-Language", LANGUAGES.get(language));
    for (int i = 0; i < moreFields.length; i += 2) {
      headers.add(moreFields[i], moreFields[i + 1]);
    }
    URI uri = URI.create("https://example.org/" + resource);
    return new RequestHead(method, uri, headers.build(), false);
  }

  private static ResponseHead response(int status, String... headers) {
    return new ResponseHead(status, "HTTP/2", Headers.of(headers));
  }

  /** Reads a variant back; whether there was one. */
  static boolean readBack(HttpCache cache, int resource, int language) {
    RequestDecision decision = cache.exchange(request("GET", resource, language)).begin();
    if (decision instanceof RequestDecision.Serve serve) {
      verify(resource, language, serve.served());
      return true;
    }
    return false;
  }

  private static void verify(int resource, int language, Served served) {
    @Nullable String tag = served.head().headers().first("ETag");
    String[] parts = String.valueOf(tag).replace("\"", "").split("-", -1);
    Content content =
        new Content(
            number(resource, language), Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
    content.requireBody(served.body());
  }
}
