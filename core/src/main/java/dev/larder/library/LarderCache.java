package dev.larder.library;

import dev.larder.config.Configuration;
import dev.larder.config.MemoryKind;
import dev.larder.config.Mode;
import dev.larder.config.Rules;
import dev.larder.config.Setting;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.engine.ClientRequest;
import dev.larder.engine.Exchange;
import dev.larder.engine.Forward;
import dev.larder.engine.RequestDecision;
import dev.larder.engine.ResponseDecision;
import dev.larder.engine.Served;
import dev.larder.engine.write.EntryRecorder;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.local.LocalCache;
import dev.larder.policy.Reason;
import dev.larder.stats.Counter;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A directory of HTTP responses that a program loads and saves itself, under the rules of RFC 9111
 * and the user's own: what a response forbids is not stored, what is stale is not loaded, and what
 * was fetched with credentials is loaded for those who show the same. Agents and other processes
 * may use the same directory at the same time, and find what is saved here.
 *
 * <p>Any thread may call, and no call but {@link #save} of a stream and the listings throws for
 * want of a file, a disk or memory: then nothing is found, or nothing stored. After {@link #close}
 * each call throws an IllegalStateException.
 */
public final class LarderCache implements AutoCloseable {

  private static final int PART = 64 << 10;

  /** Settings that only the agent uses. */
  private static final List<Setting<?>> WITHOUT_EFFECT =
      List.of(
          SettingTable.REPORT,
          SettingTable.JMX,
          SettingTable.LOG,
          SettingTable.LOG_LEVEL,
          SettingTable.STALE_ON_DISCONNECT,
          SettingTable.PLAYWRIGHT_PAGES,
          SettingTable.COLLAPSE,
          SettingTable.COLLAPSE_MAX_WAIT,
          SettingTable.COLLAPSE_PROCESSES);

  /** What the statistics call who uses the library. */
  private static final String CLIENT = "library";

  private final Settings settings;
  private final Statistics statistics = new Statistics();
  private final FailureLog failures = new FailureLog(statistics);
  private final Counts counts = new Counts();
  private final LocalCache cache;
  private volatile boolean closed;

  LarderCache(Settings settings, Rules rules, InstantSource clock) {
    this.settings = settings;
    this.cache =
        LocalCache.open(
            settings, rules, new LocalCache.Environment(statistics, failures, () -> {}, clock));
  }

  /** The cache in the platform's cache folder, where agents have theirs, with default settings. */
  public static LarderCache open() {
    return open(Map.of());
  }

  /** The cache in a directory, which is made when something is first saved. */
  public static LarderCache open(Path directory) {
    return open(Map.of("dir", directory.toAbsolutePath().toString()));
  }

  /**
   * A cache with settings of docs/settings.md, by their names with or without {@code larder.}
   * before them; system properties and variables are not looked at. Copies in memory lie in direct
   * buffers; Chronicle Map is used if {@code memory.store} asks for it here, and the program has it
   * on its class path. The log goes to SLF4J.
   *
   * @throws IllegalArgumentException if any of them, or of the file that {@code config} names, is
   *     wrong, or one of them is without effect in a library; the message says what, in a sentence
   *     each
   */
  public static LarderCache open(Map<String, String> settings) {
    return open(settings, InstantSource.system());
  }

  static LarderCache open(Map<String, String> given, InstantSource clock) {
    Configuration loaded = Configuration.given(given);
    List<String> problems = new ArrayList<>(loaded.problems());
    for (Setting<?> setting : WITHOUT_EFFECT) {
      if (given.containsKey(setting.name()) || given.containsKey(setting.property())) {
        problems.add(
            setting.property()
                + " (given) has no effect here, only with the agent: leave it away.");
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    // The library downloads nothing, so no load can wait for a download.
    Settings settings = loaded.settings().with(SettingTable.COLLAPSE, false);
    boolean named = given.containsKey("memory.store") || given.containsKey("larder.memory.store");
    if (!named && settings.get(SettingTable.MEMORY_STORE) == MemoryKind.CHRONICLE) {
      settings = settings.with(SettingTable.MEMORY_STORE, MemoryKind.BUFFER);
    }
    if (!settings.get(SettingTable.ENABLED)) {
      settings = settings.with(SettingTable.MODE, Mode.OFF);
    }
    return new LarderCache(settings, loaded.rules(), clock);
  }

  /** The directory that it lies in, absolute; it need not exist yet. */
  public Path directory() {
    return settings.get(SettingTable.DIR);
  }

  /** As {@link #load(URI, Map)} for a request without fields. */
  public @Nullable LoadedResponse load(URI uri) {
    return load(uri, Map.of());
  }

  /**
   * The stored response to a GET request that needs no validation, or null if there is none.
   *
   * @param uri absolute, http or https
   * @param requestHeaders as they would be sent: they select a variant (Vary), tell whose response
   *     it is (Authorization, Cookie), and may ask for more (Cache-Control: max-stale, no-cache),
   *     or for less (Range, If-None-Match: the status is then 206 or 304)
   */
  public @Nullable LoadedResponse load(URI uri, Map<String, List<String>> requestHeaders) {
    requireOpen();
    Exchange exchange =
        cache.http().exchange(ClientRequest.of(CLIENT, Messages.request(uri, requestHeaders)));
    RequestDecision decision = exchange.begin(Exchange.Options.LOOKUP);
    if (!(decision instanceof RequestDecision.Serve serve)) {
      exchange.abandoned();
      counts.misses.increment();
      return null;
    }
    Exchange background = serve.background();
    if (background != null) {
      background.abandoned(); // the library sends no requests
    }
    Served served = serve.served();
    if (served.receivedMillis() == 0) { // the 504 of only-if-cached, or of a mode
      counts.misses.increment();
      return null;
    }
    LoadedResponse loaded = new LoadedResponse(uri, served, !serve.stale());
    counts.hits.increment();
    counts.bytesLoaded.add(loaded.size());
    return loaded;
  }

  /** As {@link #save(URI, Map, int, Map, byte[])}, answering a request without fields. */
  public SaveResult save(
      URI uri, int status, Map<String, List<String>> responseHeaders, byte[] body) {
    return save(uri, Map.of(), status, responseHeaders, body);
  }

  /**
   * Saves the response to a GET request that has just come, in place of an older one, if it may be
   * stored.
   *
   * @param uri that answered: after redirects, the last one
   * @param requestHeaders as they were sent, credentials and what the client added included
   * @param status 200 to 599 and not 304
   * @param responseHeaders as they came, in a map such as that of a {@code java.net.http} response
   *     or a {@code URLConnection}
   * @param body as it came: if the client decoded it, leave Content-Encoding and Content-Length out
   */
  public SaveResult save(
      URI uri,
      Map<String, List<String>> requestHeaders,
      int status,
      Map<String, List<String>> responseHeaders,
      byte[] body) {
    try {
      return save(uri, requestHeaders, status, responseHeaders, new ByteArrayInputStream(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not from bytes in memory
    }
  }

  /**
   * As {@link #save(URI, Map, int, Map, byte[])}, with a body that is read while it is stored. If
   * the response can't be stored, the body is not read. The stream is not closed.
   *
   * @throws IOException if the body can't be read; nothing is stored then
   */
  public SaveResult save(
      URI uri,
      Map<String, List<String>> requestHeaders,
      int status,
      Map<String, List<String>> responseHeaders,
      InputStream body)
      throws IOException {
    requireOpen();
    RequestHead request = Messages.request(uri, requestHeaders);
    ResponseHead head = Messages.response(status, responseHeaders);
    Mode mode = cache.modes().mode();
    if (!mode.stores()) {
      return refused(Reason.of(mode));
    }
    Exchange exchange = cache.http().exchange(ClientRequest.of(CLIENT, request));
    if (!(exchange.begin(Exchange.Options.GIVEN) instanceof Forward forward)) {
      mode = cache.modes().mode(); // changed just now
      return refused(mode.stores() ? Reason.FAILURE : Reason.of(mode));
    }
    ResponseDecision decision;
    try {
      decision = forward.received(head, null);
    } catch (RuntimeException e) {
      failures.record("saving a response", e);
      forward.abandoned();
      return refused(Reason.FAILURE);
    }
    if (!(decision instanceof ResponseDecision.Relay relay)) {
      return refused(Reason.STALE_IF_ERROR); // what is stored is better than this error
    }
    Reason refusal = relay.refusal();
    if (refusal == null) {
      refusal = store(body, relay.recorder());
    } else {
      relay.recorder().abort();
    }
    return refusal == null ? SaveResult.stored() : refused(refusal);
  }

  /** Why it was not stored, or null if it was. */
  private @Nullable Reason store(InputStream body, EntryRecorder recorder) throws IOException {
    long size = 0;
    try {
      byte[] part = new byte[PART];
      for (int count = body.read(part); count >= 0; count = body.read(part)) {
        recorder.write(List.of(ByteBuffer.wrap(part, 0, count)));
        size += count;
        if (!recorder.isStoring()) {
          break;
        }
      }
      recorder.complete();
      if (recorder.isStoring()) {
        cache.finish(); // another thread that loads the response may be writing it
      }
    } finally {
      recorder.abort(); // without effect on one that is complete
    }
    Reason refusal = recorder.refusal();
    if (refusal == null) {
      counts.stored.increment();
      counts.bytesStored.add(size);
    }
    return refusal;
  }

  private SaveResult refused(Reason why) {
    counts.refused.increment();
    return SaveResult.refused(why.word());
  }

  /**
   * Removes all responses to requests for a URL, of all users. No process that uses the directory
   * finds them any more. Their files may stay until their space is needed.
   */
  public void remove(URI uri) {
    requireOpen();
    cache.http().forget(Messages.request(uri, Map.of()).uri());
  }

  /**
   * Shows each response in the directory, in no particular order and whoever stored it, one at a
   * time. Damaged ones are left out; bodies are not read.
   *
   * @throws UncheckedIOException if the directory can't be read
   */
  public void list(Consumer<? super ListedEntry> visitor) {
    show(
        entry -> {
          visitor.accept(entry);
          return true;
        });
  }

  /**
   * So many responses at most, as {@link #list(Consumer)} shows them.
   *
   * @throws UncheckedIOException if the directory can't be read
   */
  public List<ListedEntry> list(int most) {
    List<ListedEntry> listed = new ArrayList<>();
    if (most > 0) {
      show(entry -> listed.add(entry) && listed.size() < most);
    }
    return List.copyOf(listed);
  }

  private void show(Predicate<ListedEntry> visitor) {
    requireOpen();
    try {
      cache
          .disk()
          .inventory()
          .list(
              item ->
                  visitor.test(new ListedEntry(item, cache.http().freshUntil(item.metadata()))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What this cache did, and what there is: each file of the directory is looked at, but not read.
   *
   * @throws UncheckedIOException if the directory can't be read
   */
  public CacheStatistics statistics() {
    requireOpen();
    try {
      return new CacheStatistics(
          counts.take(),
          statistics.count(Counter.FAILURES),
          cache.disk().inventory().total(),
          cache.memory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The cache is closed");
    }
  }

  /** Releases memory and files. Stored entries remain, and loaded responses stay readable. */
  @Override
  public void close() {
    closed = true;
    cache.close();
  }
}
