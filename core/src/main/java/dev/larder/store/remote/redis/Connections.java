package dev.larder.store.remote.redis;

import dev.larder.config.RemoteAddress;
import dev.larder.config.RemoteAddress.Server;
import dev.larder.config.RemoteAddress.Topology;
import dev.larder.store.remote.redis.Commands.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of this process to the servers of one tier. A task gets one that is idle, or a
 * new one; the number of threads that have tasks bounds their number. Connections that were idle
 * for half a minute are closed by whoever comes next. Any thread may call.
 */
public final class Connections implements AutoCloseable {

  /** How long a connection may take to be made, name, TLS and login included. */
  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Idle for so long, a connection is looked at before it is used. */
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final int MOST_IDLE = 8;

  /** How often a command is sent to another server of a cluster that is said to have its key. */
  private static final int REDIRECTS = 2;

  /** What is done with a connection; begins anew if another server has the key. */
  public interface Task<T> {
    T run(RedisConnection connection) throws IOException;
  }

  /** Hears the time of the server each time a connection is made. */
  public interface ClockListener {

    /**
     * The server has told its time.
     *
     * @param reply of the command TIME
     * @param sent by {@link System#nanoTime()}
     */
    void time(@Nullable Object reply, long sent) throws IOException;
  }

  private record Idle(RedisConnection connection, long since) {}

  private final RemoteAddress address;
  private final String password;
  private final @Nullable TlsSockets tls;
  private final ClockListener clock;
  private final Deque<Idle> idle = new ArrayDeque<>();

  /** Which server has a slot, as far as a cluster has told. */
  private final Map<Integer, Server> slots = new ConcurrentHashMap<>();

  private volatile @Nullable Server master;
  private int generation;
  private boolean closed;

  /**
   * Connects to nothing yet.
   *
   * @param password in place of that of the address, or empty
   * @param authorities certificates in PEM that are trusted, or empty for those of the JDK
   */
  public Connections(
      RemoteAddress address, String password, Path authorities, ClockListener clock) {
    this.address = address;
    this.password = password.isEmpty() ? address.password() : password;
    this.tls = address.tls() ? new TlsSockets(authorities) : null;
    this.clock = clock;
  }

  /**
   * Runs a task on a connection to the server that has a key.
   *
   * @param key null for any server
   * @param deadline by {@link System#nanoTime()}; making a connection takes its own time
   * @throws ServerException if the server refuses; the connection stays
   * @throws IOException if the server can't be reached, or is late
   */
  public <T> T run(@Nullable String key, long deadline, Task<T> task) throws IOException {
    Integer slot =
        key == null || address.topology() != Topology.CLUSTER ? null : Commands.slot(key);
    Server known = slot == null ? null : slots.get(slot);
    boolean asking = false;
    for (int redirects = 0; ; redirects++) {
      try {
        return run(known, asking, deadline, task);
      } catch (ServerException e) {
        Server target = e.target();
        if (target == null || slot == null || redirects == REDIRECTS) {
          afterRefusal(e);
          throw e;
        }
        asking = e.kind() == ServerException.Kind.ASK;
        if (!asking) {
          slots.put(slot, target);
        }
        known = target;
      }
    }
  }

  /** A master that takes no writes any more is none. */
  private void afterRefusal(ServerException e) {
    if (address.topology() == Topology.SENTINEL
        && String.valueOf(e.getMessage()).startsWith("READONLY")) {
      closeIdle();
    }
  }

  private <T> T run(@Nullable Server endpoint, boolean asking, long deadline, Task<T> task)
      throws IOException {
    long started = System.nanoTime();
    RedisConnection connection = idle(endpoint);
    int made = generation();
    if (connection == null) {
      connection = connect(endpoint);
    }
    boolean done = false;
    try {
      connection.setAsking(asking);
      // Who had to connect does not lose that time.
      connection.begin(deadline + (System.nanoTime() - started));
      T result = task.run(connection);
      done = true;
      return result;
    } catch (ServerException e) {
      done = true;
      throw e;
    } finally {
      connection.end();
      connection.setAsking(false);
      if (done && connection.isReusable()) {
        giveBack(connection, made);
      } else {
        connection.close();
      }
    }
  }

  private synchronized int generation() {
    return generation;
  }

  private @Nullable RedisConnection idle(@Nullable Server endpoint) {
    while (true) {
      Idle found = takeIdle(endpoint);
      if (found == null) {
        return null;
      }
      if (System.nanoTime() - found.since < FRESH_NANOS || !found.connection.isStale()) {
        return found.connection;
      }
      found.connection.close();
    }
  }

  private synchronized @Nullable Idle takeIdle(@Nullable Server endpoint) {
    long now = System.nanoTime();
    Idle found = null;
    for (Iterator<Idle> all = idle.iterator(); all.hasNext(); ) {
      Idle one = all.next();
      if (now - one.since >= IDLE_NANOS) {
        one.connection.close();
        all.remove();
      } else if (found == null
          && (endpoint == null || one.connection.endpoint().equals(endpoint))) {
        found = one;
        all.remove();
      }
    }
    return found;
  }

  private synchronized void giveBack(RedisConnection connection, int made) {
    if (closed || made != generation) {
      connection.close();
      return;
    }
    idle.addFirst(new Idle(connection, System.nanoTime()));
    if (idle.size() > MOST_IDLE) {
      idle.removeLast().connection.close();
    }
  }

  private RedisConnection connect(@Nullable Server endpoint) throws IOException {
    long deadline = System.nanoTime() + CONNECT_NANOS;
    if (endpoint != null) {
      return connect(endpoint, deadline);
    }
    if (address.topology() != Topology.SENTINEL) {
      return connectToAny(deadline);
    }
    Server now = master;
    if (now == null) {
      now = findMaster(deadline);
      master = now;
    }
    try {
      return connect(now, deadline);
    } catch (IOException e) {
      master = null; // another one may have taken its place
      throw e;
    }
  }

  private RedisConnection connectToAny(long deadline) throws IOException {
    IOException failure = null;
    for (Server endpoint : address.servers()) {
      try {
        return connect(endpoint, deadline);
      } catch (SetupException | ServerException e) {
        throw e;
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure == null ? new IOException("There is no server") : failure;
  }

  private RedisConnection connect(Server endpoint, long deadline) throws IOException {
    RedisConnection connection = RedisConnection.open(endpoint, tls, deadline);
    boolean ready = false;
    try {
      connection.begin(deadline);
      List<Command> login = login();
      for (Command command : login) {
        connection.send(command);
      }
      long sent = System.nanoTime();
      connection.send(Commands.time());
      for (int i = 0; i < login.size(); i++) {
        connection.receive();
      }
      clock.time(connection.receive(), sent);
      ready = true;
      return connection;
    } catch (ServerException | SetupException e) {
      throw e;
    } catch (IOException e) {
      boolean late = deadline - System.nanoTime() <= 0;
      throw tls != null || late
          ? e
          : new IOException(e.getMessage() + "; if it speaks TLS, the address is rediss://", e);
    } finally {
      connection.end();
      if (!ready) {
        connection.close();
      }
    }
  }

  private List<Command> login() {
    List<Command> login = new ArrayList<>();
    if (!password.isEmpty()) {
      String user = address.user();
      login.add(user.isEmpty() ? Commands.auth(password) : Commands.auth(user, password));
    }
    if (address.database() > 0) {
      login.add(Commands.select(address.database()));
    }
    return login;
  }

  private Server findMaster(long deadline) throws IOException {
    IOException failure = null;
    for (Server sentinel : address.servers()) {
      try (RedisConnection connection = RedisConnection.open(sentinel, tls, deadline)) {
        connection.begin(deadline);
        try {
          Server found = askForMaster(connection);
          if (found != null) {
            return found;
          }
        } finally {
          connection.end();
        }
        failure =
            new SetupException("Sentinel knows no master with the name " + address.master(), null);
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure == null ? new IOException("There is no Sentinel") : failure;
  }

  private @Nullable Server askForMaster(RedisConnection connection) throws IOException {
    Command question = Commands.masterOf(address.master());
    Object reply;
    try {
      reply = connection.call(question).get(0);
    } catch (ServerException e) {
      if (e.kind() != ServerException.Kind.NOT_ALLOWED || password.isEmpty()) {
        throw e;
      }
      connection.call(login().get(0)); // Sentinels seldom have a password
      reply = connection.call(question).get(0);
    }
    if (reply instanceof List<?> pair
        && pair.size() == 2
        && pair.get(0) instanceof byte[] host
        && pair.get(1) instanceof byte[] port) {
      try {
        return new Server(
            new String(host, StandardCharsets.UTF_8),
            Integer.parseInt(new String(port, StandardCharsets.US_ASCII)));
      } catch (NumberFormatException e) {
        throw new IOException("Sentinel gives no port", e);
      }
    }
    return null;
  }

  /**
   * Closes all connections: idle ones now, others when their tasks end. What was learned of the
   * servers is forgotten.
   */
  public void closeIdle() {
    List<Idle> all;
    synchronized (this) {
      generation++;
      all = List.copyOf(idle);
      idle.clear();
      master = null;
      slots.clear();
    }
    all.forEach(one -> one.connection.close());
  }

  /** Whether one server has all keys. */
  public boolean isSingle() {
    return address.topology() != Topology.CLUSTER;
  }

  /** How many connections are idle. */
  synchronized int idleCount() {
    return idle.size();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    closeIdle();
  }
}
