package dev.larder.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A client that does what the contract of all clients asks for, and prints what it sees: a line for
 * each answer, beginning with the name of the case. What a client has no way to do it prints as
 * {@code not possible}.
 *
 * <p>Arguments: the origin, and perhaps paths that are fetched twice each in place of all the
 * cases.
 */
public abstract class ContractProgram implements AutoCloseable {

  /** What answers of one origin may differ in, and what is of one connection only. */
  private static final List<String> NOT_COMPARED =
      List.of("date", "age", "connection", "keep-alive", "trailer", "transfer-encoding");

  /** A time-out that is reached by requests of which the origin holds up the answer. */
  private static final int SHORT_MILLIS = 300;

  /** For paths that no other run asks for. */
  private static final String OWN = "?" + ProcessHandle.current().pid();

  /**
   * A request.
   *
   * @param fields alternating names and values
   * @param redirects whether they are followed
   * @param timeoutMillis 0 for none
   */
  protected record Call(
      String method,
      URI uri,
      List<String> fields,
      @Nullable String body,
      boolean redirects,
      int timeoutMillis) {}

  /**
   * A response.
   *
   * @param more what else this client shows of it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  protected record Answer(
      int status, URI uri, Map<String, List<String>> fields, byte[] body, String more) {}

  /** A call under way. */
  protected interface Running {
    void cancel();

    /** Waits for its end; whether it has failed. */
    boolean hasFailed() throws InterruptedException;
  }

  protected final URI origin;
  protected final Gate gate;

  protected ContractProgram(URI origin) {
    this.origin = origin;
    this.gate = new Gate(origin);
  }

  /** Makes a call and reads the whole body. */
  protected abstract Answer send(Call call) throws Exception;

  /** Makes a call and gives the body as it comes, or null if this client can't. */
  protected @Nullable InputStream open(Call call) throws Exception {
    return null;
  }

  /** Makes a call and looks at nothing of its body. */
  protected abstract void abandon(Call call) throws Exception;

  /** Makes a call that can be cancelled, or null if this client can't. */
  protected @Nullable Running start(Call call) {
    return null;
  }

  /** How many threads ask at once. */
  protected abstract int threads();

  /** What a thread of its own uses: this object, if the client is for all threads. */
  protected abstract ContractProgram forThread();

  /** What only this client does. */
  protected void more() throws Exception {}

  @Override
  public void close() {}

  /** Does what the arguments say. */
  protected void run(String... arguments) throws Exception {
    for (int i = 1; i < arguments.length; i++) {
      twice("again", get(arguments[i]));
    }
    if (arguments.length > 1) {
      return;
    }
    twice("hit", get("/hit"));
    twice("miss", get("/no-store"));
    twice("validated", get("/validated"));
    show("condition", get("/validated", "If-None-Match", "\"v\""));
    redirects();
    for (String language : List.of("de", "fr", "de")) {
      show("vary", get("/language", "Accept-Language", language));
    }
    for (String name : List.of("alice", "bob", "alice")) {
      show("identity", get("/account", "Authorization", "Bearer " + name));
    }
    show("identity", get("/account"));
    invalidation();
    twice("head", get("/headed"));
    show("head", call("HEAD", "/headed", null));
    twice("range", get("/range"));
    show("range", get("/range", "Range", "bytes=2-4"));
    twice("large", get("/large"));
    for (String path : List.of("/two-parts", "/two-chunks")) {
      stream("stream", path, 5000);
    }
    stream("stream", "/head-first", 0);
    abandoned();
    for (String path : List.of("/short", "/short-chunked", "/bad-chunk", "/reset")) {
      twice("broken", get(path));
    }
    twice("unframed", get("/until-close"));
    cancelled();
    timedOut();
    for (String path : List.of("/collapse", "/not-storable", "/fails")) {
      atOnce(path);
    }
    more();
  }

  private void redirects() {
    Call followed = get("/moved");
    twice("redirect", new Call("GET", followed.uri(), List.of(), null, false, 0)); // not followed
    twice("redirect", followed);
  }

  private void invalidation() {
    for (String value : List.of("one", "two")) {
      show("invalidation", call("POST", "/item", value));
      twice("invalidation", get("/item"));
    }
  }

  /** The rest is sent only after the program has so many bytes, or the head. */
  private void stream(String name, String path, int bytes) throws Exception {
    InputStream body = open(get(path));
    if (body == null) {
      System.out.println(name + ' ' + path + ": not possible");
      return;
    }
    try (body) {
      byte[] first = body.readNBytes(bytes);
      gate.open("second" + path.substring(1));
      byte[] rest = body.readAllBytes();
      System.out.println(name + ' ' + path + ": " + Show.hash(first) + " then " + Show.hash(rest));
    }
  }

  private void abandoned() throws Exception {
    InputStream body = open(get("/abandoned"));
    if (body != null) {
      try (body) {
        System.out.println("abandoned: first byte " + body.read());
      }
    }
    gate.open("secondabandoned");
    if (body == null) {
      abandon(get("/abandoned"));
    }
    show("abandoned", get("/abandoned"));
  }

  /** Another request for what was cancelled does not wait for it. */
  private void cancelled() throws Exception {
    String path = "/cancelled" + OWN;
    Running running = start(get(path));
    if (running == null) {
      System.out.println("cancelled: not possible");
      return;
    }
    gate.await("askedcancelled");
    running.cancel();
    System.out.println("cancelled: " + running.hasFailed());
    show("cancelled", get(path));
    gate.open("overcancelled");
  }

  private void timedOut() throws IOException {
    Call patient = get("/timeout" + OWN);
    show("timeout", new Call("GET", patient.uri(), List.of(), null, true, SHORT_MILLIS));
    show("timeout", patient);
    gate.open("overtimeout");
  }

  private void atOnce(String path) throws Exception {
    int many = threads();
    ExecutorService threads = Executors.newFixedThreadPool(many);
    CountDownLatch ready = new CountDownLatch(many);
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      answers.add(
          threads.submit(
              () -> {
                ContractProgram own = forThread();
                try {
                  ready.countDown();
                  ready.await();
                  return own.answer(get(path));
                } finally {
                  if (own != this) {
                    own.close();
                  }
                }
              }));
    }
    ready.await();
    gate.open("second" + path.substring(1));
    TreeSet<String> distinct = new TreeSet<>();
    for (Future<String> answer : answers) {
      distinct.add(answer.get());
    }
    threads.shutdown();
    System.out.println("at-once " + path + ": " + answers.size() + " times " + distinct);
  }

  protected Call get(String path, String... fields) {
    return new Call("GET", origin.resolve(path), List.of(fields), null, true, 0);
  }

  private Call call(String method, String path, @Nullable String body) {
    return new Call(method, origin.resolve(path), List.of(), body, true, 0);
  }

  protected final void twice(String name, Call call) {
    show(name, call);
    show(name, call);
  }

  private void show(String name, Call call) {
    System.out.println(name + ' ' + call.uri().getPath() + ": " + answer(call));
  }

  /** What the program sees; of a failure its class, as messages may name buffers and channels. */
  private String answer(Call call) {
    try {
      Answer answer = send(call);
      Map<String, List<String>> fields = new TreeMap<>();
      answer.fields().forEach((name, values) -> fields.put(name.toLowerCase(Locale.ROOT), values));
      fields.keySet().removeAll(NOT_COMPARED);
      return answer.status()
          + " "
          + answer.uri().getPath()
          + ' '
          + fields
          + ' '
          + Show.hash(answer.body())
          + ' '
          + answer.more().replace(OWN, "");
    } catch (Exception failure) {
      return Show.kind(failure);
    }
  }
}
