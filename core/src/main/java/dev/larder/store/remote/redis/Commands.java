package dev.larder.store.remote.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.args.Rawable;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * All commands that are ever sent. A user of the server needs rights for these alone; the
 * documentation lists them.
 */
public final class Commands {

  private Commands() {}

  private enum Name implements ProtocolCommand {
    AUTH,
    SELECT,
    PING,
    TIME,
    HSET,
    HGET,
    HMGET,
    PEXPIRE,
    RENAME,
    UNLINK,
    SET,
    GET,
    EXISTS,
    XADD,
    XREAD,
    SENTINEL,
    ASKING;

    @Override
    public byte[] getRaw() {
      return name().getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** A command with its arguments. */
  public static final class Command {
    private final CommandArguments arguments;

    private Command(Name name, String... arguments) {
      this.arguments = new CommandArguments(name);
      for (String argument : arguments) {
        this.arguments.add(argument);
      }
    }

    private Command add(String argument) {
      arguments.add(argument);
      return this;
    }

    /** Adds bytes, which are not copied. */
    private Command add(byte[] argument) {
      arguments.add((Rawable) () -> argument);
      return this;
    }

    CommandArguments arguments() {
      return arguments;
    }

    /** The name alone: arguments may be secret. */
    @Override
    public String toString() {
      return arguments.getCommand().toString();
    }
  }

  /** The part of a cluster that a key belongs to, from 0 to 16383. */
  public static int slot(String key) {
    return JedisClusterCRC16.getSlot(key);
  }

  static Command auth(String user, String password) {
    return new Command(Name.AUTH, user, password);
  }

  /** For the default user, as servers before version 6 take it, too. */
  static Command auth(String password) {
    return new Command(Name.AUTH, password);
  }

  static Command select(int database) {
    return new Command(Name.SELECT, Integer.toString(database));
  }

  static Command asking() {
    return new Command(Name.ASKING);
  }

  static Command masterOf(String name) {
    return new Command(Name.SENTINEL, "get-master-addr-by-name", name);
  }

  public static Command ping() {
    return new Command(Name.PING);
  }

  /** Gives seconds and microseconds. */
  public static Command time() {
    return new Command(Name.TIME);
  }

  public static Command hset(String key, String field, byte[] value) {
    return new Command(Name.HSET, key, field).add(value);
  }

  /** Sets two fields in one step. */
  public static Command hset(String key, String field, byte[] value, String field2, byte[] value2) {
    return new Command(Name.HSET, key, field).add(value).add(field2).add(value2);
  }

  public static Command hget(String key, String field) {
    return new Command(Name.HGET, key, field);
  }

  public static Command hmget(String key, String... fields) {
    Command command = new Command(Name.HMGET, key);
    for (String field : fields) {
      command.add(field);
    }
    return command;
  }

  public static Command pexpire(String key, long millis) {
    return new Command(Name.PEXPIRE, key, Long.toString(millis));
  }

  /** Shortens the life of a key, but never makes it longer; for servers from version 7 on. */
  public static Command pexpireIfShorter(String key, long millis) {
    return pexpire(key, millis).add("LT");
  }

  public static Command rename(String key, String to) {
    return new Command(Name.RENAME, key, to);
  }

  public static Command unlink(String key) {
    return new Command(Name.UNLINK, key);
  }

  /** Sets a string that ends by itself. */
  public static Command set(String key, String value, long millis) {
    return new Command(Name.SET, key, value, "PX", Long.toString(millis));
  }

  /** The same if there is none. */
  public static Command setIfAbsent(String key, String value, long millis) {
    return set(key, value, millis).add("NX");
  }

  /** The same if there is one. */
  public static Command setIfPresent(String key, String value, long millis) {
    return set(key, value, millis).add("XX");
  }

  public static Command get(String key) {
    return new Command(Name.GET, key);
  }

  public static Command exists(String key) {
    return new Command(Name.EXISTS, key);
  }

  /** Adds to a stream that keeps about so many. */
  public static Command xadd(String key, long most, List<String> fields) {
    Command command = new Command(Name.XADD, key, "MAXLEN", "~", Long.toString(most), "*");
    fields.forEach(command::add);
    return command;
  }

  /** What a stream has after this identifier, without waiting. */
  public static Command xread(String key, int most, String after) {
    return new Command(Name.XREAD, "COUNT", Integer.toString(most), "STREAMS", key, after);
  }
}
