package dev.larder.policy;

import dev.larder.config.Mode;
import org.jspecify.annotations.Nullable;

/**
 * Why the cache did what it did with a request or a response. Each reason has the word by which the
 * log, Cache-Status and {@code SaveResult} show it, which never changes, the section that it rests
 * on (of RFC 9111 if none is named, empty if it is a choice), a sentence for people, and what they
 * can do about it.
 */
public enum Reason {
  // What a request is.
  GET("get", "RFC 9110 §9.3.1", "A GET request is looked up."),
  HEAD(
      "head",
      "RFC 9110 §9.3.2",
      "A HEAD request is answered from what GET stored, and stores nothing."),
  RANGE("range", "RFC 9110 §14.2", "The request asks for a range of bytes."),
  POST(
      "post",
      "RFC 9110 §9.3.3",
      "A POST request invalidates; a rule may have it stored by its body.",
      "A rule with enable-methods has it stored."),
  QUERY("query", "", "A rule has a QUERY request stored by its body."),
  METHOD(
      "method",
      "RFC 9110 §9.2.1",
      "Requests with this method are not answered from the cache, or their responses not stored."),
  METHOD_OVERRIDE(
      "method-override", "", "A field of the request means another method than its own."),
  REQUEST_BODY(
      "request-body", "RFC 9110 §9.3.1", "The request has a body, whose meaning is unknown."),
  REQUEST_BODY_NOT_IN_MEMORY(
      "request-body-not-in-memory",
      "",
      "The body of the request, by which the response would be stored, is not in memory.",
      "Give the request a body that is in memory, such as BodyPublishers.ofString."),
  REQUEST_BODY_TOO_LARGE(
      "request-body-too-large",
      "",
      "The body of the request, by which the response would be stored, is too large."),
  UPGRADE("upgrade", "RFC 9110 §7.8", "The request asks for another protocol."),
  PRECONDITION(
      "precondition", "§4.3.2", "The request has a condition that only the origin can judge."),
  INSTANCE_MANIPULATION(
      "instance-manipulation", "RFC 3229", "The request asks for a delta (A-IM)."),

  // Why a client's request is left alone.
  WEBSOCKET("websocket", "RFC 6455", "The request opens a WebSocket."),
  PUSH_PROMISES("push-promises", "RFC 9113 §8.4", "The program takes responses that servers push."),
  EXPECT_CONTINUE(
      "expect-continue", "RFC 9110 §10.1.1", "The client asks before it sends the body."),
  TRUST_UNKNOWN(
      "trust-unknown",
      "",
      "Nobody can tell which certificates the client trusts.",
      "Use the trust store of the JVM, and add your certificates to it."),
  OWN_TRUST(
      "own-trust",
      "",
      "The client has a trust manager of its own.",
      "Add the certificates to the trust store of the JVM (javax.net.ssl.trustStore)."),
  OWN_TLS_PARAMETERS(
      "own-tls-parameters",
      "",
      "The client has TLS parameters of its own.",
      "Leave the TLS parameters of the client as they are by default."),
  HOST_NAMES_UNCHECKED(
      "host-names-unchecked", "", "The JVM does not check the host names in certificates."),
  OWN_HOST_NAME_VERIFIER(
      "own-host-name-verifier",
      "",
      "The client has a host name verifier of its own.",
      "Leave the host name verifier of the connection as it is by default."),
  OWN_RESOLVER(
      "own-resolver",
      "",
      "The client has its own way to find the address of a host.",
      "Leave the DNS resolver of the client as it is by default."),
  OWN_SOCKETS(
      "own-sockets",
      "",
      "The client makes its connections with a socket factory of its own.",
      "Leave the socket factory of the client as it is by default."),
  PINNED_CERTIFICATE(
      "pinned-certificate", "", "The client accepts only certain certificates of the host."),
  NETWORK_INTERCEPTOR(
      "network-interceptor",
      "",
      "A network interceptor of the program may change what is sent or received.",
      "Add it with addInterceptor in place of addNetworkInterceptor."),
  CHANGING_CREDENTIALS(
      "changing-credentials",
      "",
      "The client shows other credentials with each request, as Digest and NTLM do."),
  HTTPS_ERRORS_IGNORED(
      "https-errors-ignored",
      "",
      "The client accepts any certificate.",
      "Let the client check certificates."),
  HIDING_LOADER(
      "hiding-loader",
      "",
      "The class loader of the client does not ask the bootstrap loader for classes of the agent.",
      "Let it delegate the package that clients.md names, in OSGi by bootdelegation."),
  PROXY_CREDENTIALS("proxy-credentials", "", "The client has a user or a password for its proxy."),
  CONTEXT_UNKNOWN(
      "context-unknown",
      "",
      "The agent has not seen how the context of Playwright was made.",
      "Start the program with the agent, rather than attach it later."),
  REMOTE_BROWSER("remote-browser", "", "Playwright runs on another machine."),
  RECORDED(
      "recorded",
      "",
      "A trace, a HAR or a video is recorded, which must show each request.",
      "Record only where each request must be seen."),
  OFFLINE("offline", "", "The context of Playwright is offline."),
  DOCUMENT("document", "", "A browser asks for the documents of pages itself."),
  URL_UNKNOWN("url-unknown", "", "Only the driver of Playwright can tell the URL of the request."),
  REDIRECTED("redirected", "", "The client has followed a redirect, or is about to."),
  USER_AGENT_UNKNOWN(
      "user-agent-unknown",
      "§4.1",
      "The response varies with User-Agent, and the client does not tell which it sent."),
  RESERVED_FIELD(
      "reserved-field", "", "The response has a field that Larder uses for decoded bodies."),

  // What the settings say.
  RULE(
      "rule",
      "",
      "A rule of the user says so.",
      "The command explain names the rule: change it, larder.exclude or larder.include."),
  MODE_OFF(
      "mode-off",
      "",
      "The mode of the cache is off.",
      "Set larder.mode to on, and remove the file mode from the directory."),
  MODE_OBSERVE(
      "mode-observe", "", "In the mode observe nothing is stored.", "Set larder.mode to on."),
  MODE_READ_ONLY(
      "mode-read-only", "", "In the mode read-only nothing is stored.", "Set larder.mode to on."),
  MODE_REFRESH(
      "mode-refresh",
      "",
      "In the mode refresh every request goes to the network.",
      "Set larder.mode to on."),
  MODE_OFFLINE(
      "mode-offline",
      "",
      "In the mode offline no request goes to the network.",
      "Set larder.mode to on."),
  MODE_REPLAY(
      "mode-replay",
      "",
      "In the mode replay no request goes to the network.",
      "Set larder.mode to on."),

  // Why a stored response is used or not.
  FRESH("fresh", "§4.2", "The stored response is fresh."),
  REMOTE("remote", "§4.2", "The stored response is fresh, and came from the remote tier."),
  RESPONSE_NO_CACHE(
      "response-no-cache",
      "§5.2.2.4",
      "The stored response asks to be validated before each use.",
      "larder.force, or a rule with force and max-age, keeps it all the same."),
  REQUEST_NO_CACHE(
      "request-no-cache",
      "§5.2.1.4, §5.4",
      "The request asks for validation.",
      "A rule with force and max-age ignores what the request says of caches."),
  REQUEST_MAX_AGE(
      "request-max-age",
      "§5.2.1.1",
      "The stored response is older than the request permits.",
      "A rule with force and max-age ignores what the request says of caches."),
  REQUEST_MIN_FRESH(
      "request-min-fresh",
      "§5.2.1.3",
      "The stored response is fresh for less time than the request demands.",
      "A rule with force and max-age ignores what the request says of caches."),
  REQUEST_MAX_STALE(
      "request-max-stale", "§5.2.1.2", "The stored response is stale, which the request permits."),
  REQUEST_ONLY_IF_CACHED(
      "request-only-if-cached",
      "§5.2.1.7",
      "The request wants no network, and nothing that is stored answers it.",
      "Leave only-if-cached out of the request."),
  MUST_REVALIDATE(
      "must-revalidate",
      "§4.2.4, §5.2.2.2, §5.2.2.8, §5.2.2.10",
      "The stored response is stale and must not be used so.",
      "larder.force, or a rule with force and max-age, keeps it all the same."),
  STALE(
      "stale",
      "§4.2.4",
      "The stored response is stale.",
      "A rule with max-age keeps it fresh for longer."),
  STALE_WHILE_REVALIDATE(
      "stale-while-revalidate",
      "RFC 5861 §3",
      "The stored response is stale, is used once more, and is validated in the background."),
  STALE_IF_ERROR(
      "stale-if-error",
      "§4.2.4, RFC 5861 §4",
      "The origin failed, so that the stored response is used though stale."),
  NO_FRESHNESS(
      "no-freshness",
      "§4.2.1, §4.2.2",
      "Nothing tells how long the response is fresh.",
      "A rule with max-age says for how long."),
  INVALIDATIONS_UNKNOWN(
      "invalidations-unknown", "§4.4", "Nobody can tell whether the response was invalidated."),

  // Why a request goes to the network.
  MISS(
      "miss",
      "§4",
      "Nothing that is stored answers the request.",
      "If it was asked for before, what differs may make no difference: larder.ignore-query, larder.ignore-cookies, larder.identity.ignore-headers."),
  UNDELIVERABLE("undeliverable", "", "The client can't hand out the stored response."),
  GIVEN("given", "", "The response is there already and is to be stored."),
  SENT_OTHERWISE(
      "sent-otherwise",
      "§4.1",
      "The client sent another request than the one that was looked up.",
      "Set credentials on the request only, or in the client only."),
  OBSERVE_HIT(
      "observe-hit",
      "",
      "The request would have been a hit if the mode were not observe.",
      "Set larder.mode to on."),
  FAILURE(
      "failure",
      "",
      "Something in the cache failed, of which the log tells.",
      "Read the log (larder.log)."),

  // Why a response is not stored.
  STORABLE("storable", "§3", "The response may be stored."),
  STATUS("status", "§3", "Responses with this status are not stored."),
  PARTIAL("partial", "§3.3", "The response holds a part only."),
  MALFORMED_RANGE(
      "malformed-range", "RFC 9110 §14.4", "The response is a part and doesn't say of what."),
  NO_STRONG_VALIDATOR(
      "no-strong-validator",
      "§3.3, §3.4",
      "The response is a part without a strong entity tag, which could never be combined."),
  MALFORMED_FIELD(
      "malformed-field",
      "RFC 9110 §5.5, RFC 9112 §11",
      "A field of the response is out of grammar."),
  MALFORMED_LENGTH(
      "malformed-length",
      "RFC 9110 §8.6, RFC 9112 §6.3",
      "The length of the response contradicts itself."),
  TRANSFER_CODING(
      "transfer-coding", "RFC 9112 §7", "The response has a transfer coding other than chunked."),
  HEADERS_TOO_LARGE(
      "headers-too-large",
      "",
      "The response has more fields than larder.max-header-size.",
      "Raise larder.max-header-size."),
  RANGE_IGNORED("range-ignored", "", "The response is a 200 to a request for a range."),
  FOREIGN_CONTENT_LOCATION(
      "foreign-content-location",
      "RFC 9110 §8.7",
      "The Content-Location of the response is of another origin."),
  REQUEST_NO_STORE(
      "request-no-store",
      "§5.2.1.5",
      "The request forbids storing.",
      "larder.force, or a rule with force and max-age, keeps it all the same."),
  RESPONSE_NO_STORE(
      "response-no-store",
      "§5.2.2.5",
      "The response forbids storing.",
      "larder.force, or a rule with force and max-age, keeps it all the same."),
  STATUS_NOT_UNDERSTOOD(
      "status-not-understood",
      "§5.2.2.3",
      "The response may be stored only by who knows the rules of its status."),
  PRIVATE(
      "private",
      "§5.2.2.7",
      "The response is for one user, and the cache is shared.",
      "Leave larder.shared off unless the program acts for many users."),
  REQUEST_CREDENTIALS(
      "request-credentials",
      "§3.5",
      "The request shows credentials, and the response doesn't say that it is for all.",
      "Leave larder.identity at auto: it is then stored for those who show the same."),
  VARY_ANY(
      "vary-any",
      "§4.1",
      "Vary says that no other request gets the response, or is out of grammar."),
  STATUS_NOT_CACHEABLE(
      "status-not-cacheable",
      "§3, RFC 9110 §15.1",
      "A response with this status is stored only if it says how long it is fresh.",
      "A rule with max-age that matches the status stores it."),
  NO_CACHE_WITHOUT_VALIDATOR(
      "no-cache-without-validator",
      "§3, §4",
      "The response asks for validation and has no validator.",
      "larder.force, or a rule with force and max-age, keeps it all the same."),
  SET_COOKIE(
      "set-cookie",
      "§7.3",
      "The response sets a cookie, and doesn't say that it is for all.",
      "If the cookie makes no difference, name it in larder.ignore-cookies."),
  CLIENT_CERTIFICATE("client-certificate", "", "The client shows a certificate, or may show one."),
  REQUEST_BODY_CHANGED(
      "request-body-changed", "", "The client sent another body than the one that was looked up."),
  COOKIES_UNKNOWN("cookies-unknown", "", "The client doesn't tell which cookies were sent or set."),
  CLOSE_DELIMITED(
      "close-delimited",
      "§3.3, RFC 9112 §8",
      "The body ends with its connection, so that a broken one can't be told."),
  WHOLE_STORED("whole-stored", "§3.3", "The response is a part of what is stored whole."),
  TOO_LARGE(
      "too-large",
      "",
      "The body is longer than larder.max-entry-size.",
      "Raise larder.max-entry-size."),
  INCOMPLETE(
      "incomplete",
      "§3.3",
      "The body did not come to its end, or is not as long as Content-Length says.",
      "Read the body to its end."),
  INVALIDATED("invalidated", "§4.4", "The resource was invalidated after the request was sent."),
  SUPERSEDED("superseded", "§4", "A later response is stored already."),
  MAX_SIZE(
      "max-size",
      "",
      "All of larder.disk.max-size is taken, and nothing could be evicted in time.",
      "Raise larder.disk.max-size."),
  MIN_FREE(
      "min-free",
      "",
      "Less than larder.disk.min-free of the disk is free.",
      "Free the disk, or lower larder.disk.min-free."),
  DISK_FULL("disk-full", "", "The disk is full.", "Free the disk."),
  DIR_UNUSABLE(
      "dir-unusable",
      "",
      "The directory is refused: a symbolic link, no directory, or another user's.",
      "Set larder.dir to a directory of your own.");

  private final String word;
  private final String section;
  private final String sentence;
  private final String remedy;

  Reason(String word, String section, String sentence) {
    this(word, section, sentence, "");
  }

  Reason(String word, String section, String sentence, String remedy) {
    this.word = word;
    this.section = section;
    this.sentence = sentence;
    this.remedy = remedy;
  }

  /** In kebab-case, as the log shows it. */
  public String word() {
    return word;
  }

  /** The sections of RFCs that it rests on, separated by commas, or an empty text. */
  public String section() {
    return section;
  }

  /** What it means, as one sentence. */
  public String sentence() {
    return sentence;
  }

  /** What a user can do about it, as one sentence; empty if there is nothing to be done. */
  public String remedy() {
    return remedy;
  }

  /** The reason of this word, or null if there is none. */
  public static @Nullable Reason named(String word) {
    for (Reason reason : values()) {
      if (reason.word.equals(word)) {
        return reason;
      }
    }
    return null;
  }

  /** The reason for what is done because of the mode. */
  public static Reason of(Mode mode) {
    return switch (mode) {
      case ON -> throw new IllegalArgumentException("This mode keeps nothing from being done");
      case OBSERVE -> MODE_OBSERVE;
      case READ_ONLY -> MODE_READ_ONLY;
      case REFRESH -> MODE_REFRESH;
      case OFFLINE -> MODE_OFFLINE;
      case REPLAY -> MODE_REPLAY;
      case OFF -> MODE_OFF;
    };
  }

  /** Whether it is a directive of the request that keeps a stored response from being used. */
  boolean isOfRequest() {
    return switch (this) {
      case REQUEST_NO_CACHE, REQUEST_MAX_AGE, REQUEST_MIN_FRESH, REQUEST_ONLY_IF_CACHED -> true;
      default -> false;
    };
  }

  /** Its word. */
  @Override
  public String toString() {
    return word;
  }
}
