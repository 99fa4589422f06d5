package dev.larder.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table of settings: reading, checking, warnings and docs/settings.md all come from it. */
public final class SettingTable {
  private static final List<Setting<?>> ROWS = new ArrayList<>();
  private static final ValueType<Boolean> BOOLEAN = new ValueTypes.BooleanType();
  private static final ValueType<Path> PATH = new ValueTypes.PathType(false);
  private static final ValueType<Path> OPTIONAL_PATH = new ValueTypes.PathType(true);
  private static final ValueType<List<Glob>> PATHS = new ListType.Globs();
  private static final ValueType<List<Glob>> NAMES = new ListType.NameGlobs();

  public static final Setting<Boolean> ENABLED =
      of("enabled", BOOLEAN, true, "Whether Larder does anything at all in this process.");

  public static final Setting<Mode> MODE =
      of(
          "mode",
          new ValueTypes.WordType<>(Mode.values()),
          Mode.ON,
          "`on` answers requests from the cache; `observe` only counts what that would save;"
              + " `read-only` stores nothing; `refresh` asks the network each time and stores what"
              + " comes; `offline` answers from the cache or with status 504; `replay` does so as"
              + " if what is stored had just arrived; `off` lets every request pass untouched. See"
              + " modes.md, also for changing it while a program runs.");

  public static final Setting<Path> DIR =
      derived(
          "dir",
          PATH,
          "the platform's cache folder",
          "The directory of the cache, made private to the user when it does not exist.");

  public static final Setting<Path> CONFIG =
      derived(
          "config",
          new ValueTypes.PathType(true),
          "none",
          "A JSON file of settings, as nested objects or with dotted names, and of rules (see"
              + " rules.md); not to be set in that file itself.");

  public static final Setting<Profile> PROFILE =
      of(
          "profile",
          new ValueTypes.WordType<>(Profile.values()),
          Profile.NONE,
          "`scraper` keeps scripts, styles, fonts, images and media for `larder.max-age`, a day,"
              + " whatever servers, cookies, cache busters and signatures say, and the redirects to"
              + " them, and sets `larder.playwright.pages` to `on`. See rules.md.");

  public static final Setting<List<Glob>> INCLUDE =
      of(
          "include",
          PATHS,
          List.of(),
          "What the cache is for, such as `*.js,cdn.example.org/**`; everything, if none is set.");

  public static final Setting<List<Glob>> EXCLUDE =
      of("exclude", PATHS, List.of(), "What passes the cache by.");

  public static final Setting<List<Glob>> FORCE =
      of(
          "force",
          PATHS,
          List.of(),
          "What is stored and fresh for `larder.max-age`, whatever servers say, no-store included:"
              + " `**/main.dart.js,**/*.woff2`.");

  public static final Setting<Duration> MAX_AGE =
      of(
          "max-age",
          new ValueTypes.DurationType(Duration.ofDays(3650)),
          Duration.ofHours(24),
          "How long what `larder.force` or `larder.profile` names is fresh, from its arrival on.");

  public static final Setting<List<Glob>> IGNORE_QUERY =
      of(
          "ignore-query",
          NAMES,
          List.of(),
          "Query parameters that make no difference to what a URL names: `utm_*,fbclid`.");

  public static final Setting<List<Glob>> REDACT_QUERY =
      of(
          "redact-query",
          NAMES,
          List.of(),
          "Query parameters that tell resources apart but are secret: their values are written"
              + " neither to disk nor to the log.");

  public static final Setting<ReportTarget> REPORT =
      of(
          "report",
          new ValueTypes.ReportTargetType(),
          ReportTarget.NONE,
          "What is reported at exit: with `true`, a few lines on standard error say how many requests"
              + " were answered from the cache, how much that saved, why others were not, and what"
              + " can be done; `json` is that as one line of JSON; `FILE.html` is a page about all"
              + " that the directory has saved.");

  public static final Setting<Boolean> JMX =
      of(
          "jmx",
          BOOLEAN,
          false,
          "Whether JMX shows the counts of the cache and lets its mode be changed, as"
              + " `dev.larder:type=Larder`.");

  public static final Setting<Boolean> WEAVE_CACHE =
      of(
          "weave.cache",
          BOOLEAN,
          true,
          "Whether classes of HTTP clients are kept in the cache directory as the agent has changed"
              + " them, so that later processes start faster.");

  public static final Setting<LogTarget> LOG =
      derived(
          "log",
          new ValueTypes.LogTargetType(),
          "`larder.log` in the cache directory",
          "Where problems are logged: a file, `stderr` or `none`.");

  public static final Setting<LogLevel> LOG_LEVEL =
      of(
          "log.level",
          new ValueTypes.WordType<>(LogLevel.values()),
          LogLevel.WARN,
          "How much is logged, each level including those before it.");

  public static final Setting<Boolean> SHARED =
      of(
          "shared",
          BOOLEAN,
          false,
          "Whether the process acts for many users, so that only what a shared cache may keep is"
              + " stored (RFC 9111 §3.5).");

  public static final Setting<IdentityMode> IDENTITY =
      of(
          "identity",
          new ValueTypes.WordType<>(IdentityMode.values()),
          IdentityMode.AUTO,
          "Whose a response is that credentials brought and that isn't declared to be for all:"
              + " `auto`, of those who show the same credentials; `none-stored`, it isn't stored;"
              + " `shared`, of everybody, for programs that act for one user whose credentials"
              + " change.");

  public static final Setting<Set<String>> IDENTITY_HEADERS =
      of(
          "identity.headers",
          new ListType.Names(),
          Set.of(),
          "Request fields that tell users apart although they are known not to, such as"
              + " `User-Agent`; every field that is not known counts anyway.");

  public static final Setting<List<Glob>> IDENTITY_IGNORE_HEADERS =
      of(
          "identity.ignore-headers",
          NAMES,
          List.of(),
          "Request fields that tell nobody apart, besides the well-known ones of negotiation,"
              + " browsers and tracing: `x-build,x-mycorp-*`. Authorization, Proxy-Authorization and"
              + " Cookie only by their full names. See security.md.");

  public static final Setting<List<Glob>> IGNORE_COOKIES =
      of(
          "ignore-cookies",
          new ListType.Cookies(),
          ListType.Cookies.BY_DEFAULT,
          "Cookies that tell nobody apart, besides the well-known ones of load balancers, bot"
              + " filters and analytics, which cookies.md lists: `consent,theme_*`. They are no"
              + " credentials, and don't keep a response that sets them from being stored; `none`"
              + " among them leaves the well-known ones out.");

  public static final Setting<Set<String>> IDENTITY_QUERY =
      of(
          "identity.query",
          new ListType.Names(),
          Set.of(),
          "Query parameters that bear credentials, besides access_token, api_key and other"
              + " well-known ones; their values are not written down.");

  public static final Setting<Boolean> HEURISTICS =
      of(
          "heuristics",
          BOOLEAN,
          true,
          "Whether a response without explicit freshness may be reused for a time guessed from its"
              + " Last-Modified (RFC 9111 §4.2.2).");

  public static final Setting<Double> HEURISTICS_FRACTION =
      of(
          "heuristics.fraction",
          new ValueTypes.FractionType(),
          0.1,
          "That guess as a fraction of the time since Last-Modified.");

  public static final Setting<Duration> HEURISTICS_MAX =
      of(
          "heuristics.max",
          new ValueTypes.DurationType(Duration.ofDays(365)),
          Duration.ofDays(7),
          "The longest such guess.");

  public static final Setting<Boolean> STALE_ON_DISCONNECT =
      of(
          "stale-on-disconnect",
          BOOLEAN,
          false,
          "Whether a stale response stands in when the server can't be reached, where nothing"
              + " forbids it (RFC 9111 §4.2.4). Off, so that a program learns that a server is"
              + " down; what `stale-if-error` permits is served either way.");

  public static final Setting<Boolean> STALE_ON_SERVER_ERROR =
      of(
          "stale-on-server-error",
          BOOLEAN,
          false,
          "Whether a response of status 5xx counts as not reaching the server (RFC 9111 §4.3.3).");

  public static final Setting<Boolean> CACHE_STATUS =
      of(
          "cache-status",
          BOOLEAN,
          false,
          "Whether each response tells what the cache did, in a field Cache-Status (RFC 9211).");

  public static final Setting<Long> MAX_ENTRY_SIZE =
      of(
          "max-entry-size",
          new ValueTypes.SizeType(0, Integer.MAX_VALUE),
          256_000_000L,
          "The largest response body that is stored.");

  public static final Setting<Long> MAX_HEADER_SIZE =
      of(
          "max-header-size",
          new ValueTypes.SizeType(1 << 10, 8 << 20),
          64L << 10,
          "The most that the fields of a response may take for it to be stored.");

  public static final Setting<Long> DISK_MAX_SIZE =
      of(
          "disk.max-size",
          new ValueTypes.SizeType(0, 1L << 50),
          1L << 30,
          "What all entries on disk may take together, in whole blocks of 4 KiB; 0 for any amount.");

  public static final Setting<Long> DISK_MIN_FREE =
      of(
          "disk.min-free",
          new ValueTypes.SizeType(0, 1L << 50),
          100_000_000L,
          "Nothing is stored while less of the disk is free.");

  public static final Setting<Long> DISK_MAP_FROM =
      of(
          "disk.map-from",
          new ValueTypes.SizeType(0, 16 << 20),
          32L << 10,
          "Bodies from this size on are served from a mapping of their file instead of a copy.");

  public static final Setting<MemoryKind> MEMORY_STORE =
      of(
          "memory.store",
          new ValueTypes.WordType<>(MemoryKind.values()),
          MemoryKind.CHRONICLE,
          "What small entries are kept in besides their files: `chronicle` is Chronicle Map, or"
              + " direct buffers where that can't run, `buffer` is direct buffers, `off` is"
              + " nothing.");

  public static final Setting<Long> MEMORY_MAX_SIZE =
      of(
          "memory.max-size",
          new ValueTypes.SizeType(0, 64L << 30),
          100_000_000L,
          "How much memory outside of the heap they take at most, and never more than half of"
              + " what the heap may take; 0 is the same as `off`.");

  public static final Setting<Long> MEMORY_MAX_ENTRY_SIZE =
      of(
          "memory.max-entry-size",
          new ValueTypes.SizeType(0, 1 << 20),
          32L << 10,
          "The largest response body that is kept there; larger ones are served from mappings of"
              + " their files.");

  public static final Setting<Duration> MEMORY_TTL =
      of(
          "memory.ttl",
          new ValueTypes.DurationType(Duration.ofDays(365)),
          Duration.ofMinutes(5),
          "How long an entry stays there after it was last used; 0 is without limit.");

  public static final Setting<Boolean> VERSIONS_LEDGER =
      of(
          "versions.ledger",
          BOOLEAN,
          true,
          "Whether the cache directory tells which versions of a resource were seen, and old ones"
              + " go when new ones take over (see versions.md).");

  public static final Setting<Duration> VERSIONS_GRACE =
      of(
          "versions.grace",
          new ValueTypes.DurationType(Duration.ofDays(3650)),
          Duration.ofDays(1),
          "How long a version that a newer one has superseded stays, after which it is removed"
              + " unless it was used meanwhile.");

  public static final Setting<Integer> VERSIONS_KEEP =
      of(
          "versions.keep",
          new ValueTypes.IntType(0, 64),
          1,
          "How many superseded versions of a resource stay longer, the latest of them.");

  public static final Setting<PlaywrightPages> PLAYWRIGHT_PAGES =
      of(
          "playwright.pages",
          new ValueTypes.WordType<>(PlaywrightPages.values()),
          PlaywrightPages.AUTO,
          "Whether scripts, styles, images and fonts that pages load in a Chromium of Playwright come"
              + " from the cache: with `on` they do, with `auto` those that came slowly over the"
              + " network before, and `off` leaves the browser alone. See playwright.md for what "
              + "that saves and costs.");

  public static final Setting<Boolean> COLLAPSE =
      of(
          "collapse",
          BOOLEAN,
          true,
          "Whether concurrent requests for one resource share one download.");

  public static final Setting<Duration> COLLAPSE_MAX_WAIT =
      of(
          "collapse.max-wait",
          new ValueTypes.DurationType(Duration.ofHours(1)),
          Duration.ofSeconds(10),
          "How long a request waits at most for another one's download before it goes to the"
              + " network itself. It waits less where that is not likely to pay: for a head twice"
              + " as long as the last one of this URL or host took and at least a second, or two"
              + " seconds where none is known; for a body until nothing of it has come for 0.8"
              + " seconds.");

  public static final Setting<Boolean> COLLAPSE_PROCESSES =
      of(
          "collapse.processes",
          BOOLEAN,
          true,
          "Whether that also counts for requests of other processes that use the same directory.");

  public static final Setting<RemoteAddress> REMOTE =
      of(
          "remote",
          new RemoteAddressType(),
          RemoteAddress.NONE,
          "A Redis or Valkey server that machines share as a tier below the directory, for what is"
              + " for everybody.");

  public static final Setting<Path> REMOTE_PASSWORD_FILE =
      of(
          "remote.password-file",
          OPTIONAL_PATH,
          Path.of(""),
          "A file with the password for it, which then is in no list of processes.");

  public static final Setting<Path> REMOTE_KEY =
      of(
          "remote.key",
          OPTIONAL_PATH,
          Path.of(""),
          "A file of at least 32 random bytes, the same on all machines: with it, all that goes"
              + " there is sealed, and what others write there is not used.");

  public static final Setting<Path> REMOTE_CA =
      of(
          "remote.ca",
          OPTIONAL_PATH,
          Path.of(""),
          "A file of certificates in PEM, one of which must have issued that of the server; those"
              + " of the JDK, if none is set.");

  public static final Setting<String> REMOTE_NAMESPACE =
      of(
          "remote.namespace",
          new ValueTypes.NamespaceType(),
          "larder",
          "The first part of all names there; with another one it is another cache.");

  public static final Setting<Boolean> REMOTE_PUSH =
      of(
          "remote.push",
          BOOLEAN,
          true,
          "Whether this process writes there; `false` for builds of changes by strangers.");

  public static final Setting<Duration> REMOTE_PATIENCE =
      of(
          "remote.patience",
          new ValueTypes.DurationType(Duration.ofSeconds(10)),
          Duration.ofMillis(50),
          "How long a request waits at most for the head of an answer from there, and never more"
              + " than a tenth of its own time-out.");

  public static final Setting<Long> REMOTE_MAX_ENTRY_SIZE =
      of(
          "remote.max-entry-size",
          new ValueTypes.SizeType(0, Integer.MAX_VALUE),
          16_000_000L,
          "The largest response body that is written there.");

  public static final Setting<Duration> REMOTE_TTL =
      of(
          "remote.ttl",
          new ValueTypes.DurationType(Duration.ofDays(365)),
          Duration.ofDays(7),
          "The longest that anything stays there.");

  public static final Setting<RemoteScope> REMOTE_SCOPE =
      of(
          "remote.scope",
          new ValueTypes.WordType<>(RemoteScope.values()),
          RemoteScope.SHARED,
          "`shared` writes there only what a shared cache may keep (RFC 9111 §3); `user` also what"
              + " is private, for machines that all act for one user.");

  public static final Setting<Boolean> REMOTE_IDENTITIES =
      of(
          "remote.identities",
          BOOLEAN,
          false,
          "Whether responses that credentials brought go there too, for those who show the same;"
              + " only with `larder.remote.key`.");

  /** Every setting, in the order of the documentation. */
  public static final List<Setting<?>> ALL = List.copyOf(ROWS);

  private SettingTable() {}

  /** Adds a setting that has the same default everywhere. */
  private static <T> Setting<T> of(
      String name, ValueType<T> type, T byDefault, String documentation) {
    return add(new Setting<>(name, type, byDefault, null, documentation));
  }

  /** Adds a setting whose default depends on the platform or on other settings. */
  private static <T> Setting<T> derived(
      String name, ValueType<T> type, String derivedDefault, String documentation) {
    return add(new Setting<>(name, type, null, derivedDefault, documentation));
  }

  private static <T> Setting<T> add(Setting<T> setting) {
    ROWS.add(setting);
    return setting;
  }

  /** The setting of this name (without prefix), or null. */
  static @Nullable Setting<?> named(String name) {
    for (Setting<?> setting : ALL) {
      if (setting.name().equals(name)) {
        return setting;
      }
    }
    return null;
  }
}
