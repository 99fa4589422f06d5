package dev.larder.store.remote.redis;

import dev.larder.config.RemoteAddress.Server;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/** The server has answered with an error. The connection is still of use. */
public final class ServerException extends IOException {

  private static final long serialVersionUID = 1;

  /** What an error means for the tier. */
  public enum Kind {
    /**
     * It takes no writes: it is full, a replica, can't save, is handing keys over to another
     * server, or this user may only read.
     */
    NO_WRITES,
    /** It is starting, or lost its master or cluster: later. */
    NOT_READY,
    /** It does not know the user, the password or a command: for a person to mend. */
    NOT_ALLOWED,
    /** Another server of the cluster has the key, from now on. */
    MOVED,
    /** Another server of the cluster has the key, this time. */
    ASK,
    /** Anything else, such as a key of another type. */
    OTHER
  }

  private final Kind kind;
  private final transient @Nullable Server target;

  ServerException(JedisDataException error, Server from) {
    super(shortened(error.getMessage()), null);
    this.kind = kind(error, getMessage());
    this.target = error instanceof JedisRedirectionException moved ? target(moved, from) : null;
  }

  private static String shortened(@Nullable String message) {
    String text = message == null ? "an error without words" : message;
    return text.length() > 200 ? text.substring(0, 200) : text;
  }

  private static Server target(JedisRedirectionException error, Server from) {
    String host = error.getTargetNode().getHost();
    // An empty name stands for the host that was asked.
    return new Server(host.isEmpty() ? from.host() : host, error.getTargetNode().getPort());
  }

  private static Kind kind(JedisDataException error, @Nullable String message) {
    if (error instanceof JedisMovedDataException) {
      return Kind.MOVED;
    }
    if (error instanceof JedisAskDataException) {
      return Kind.ASK;
    }
    String text = message == null ? "" : message;
    int space = text.indexOf(' ');
    return switch (space < 0 ? text : text.substring(0, space)) {
      case "OOM", "MISCONF", "READONLY", "NOPERM", "NOREPLICAS", "TRYAGAIN" -> Kind.NO_WRITES;
      case "LOADING", "MASTERDOWN", "CLUSTERDOWN", "BUSY" -> Kind.NOT_READY;
      case "NOAUTH", "WRONGPASS", "DENIED" -> Kind.NOT_ALLOWED;
      default ->
          text.startsWith("ERR unknown command")
                  || text.startsWith("ERR invalid password")
                  || text.startsWith("ERR AUTH")
                  || text.startsWith("ERR Client sent AUTH")
                  || text.startsWith("ERR DB index")
              ? Kind.NOT_ALLOWED
              : Kind.OTHER;
    };
  }

  /** As the log shows it. */
  @Override
  @SuppressWarnings("OverrideThrowableToString") // the log shows causes so
  public String toString() {
    return "the server says: " + getMessage();
  }

  public Kind kind() {
    return kind;
  }

  /** Where the key is, if another server has it. */
  @Nullable Server target() {
    return target;
  }
}
