package dev.larder.engine.lookup;

import dev.larder.config.IdentityMode;
import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.http.UriNormalizer;
import dev.larder.policy.PolicySettings;
import dev.larder.policy.Storability;
import dev.larder.policy.identity.Credentials;
import dev.larder.policy.identity.IdentitySettings;
import dev.larder.policy.identity.UnkeyedHeaders;
import dev.larder.policy.identity.UriSecrets;
import dev.larder.store.EntryKey;
import dev.larder.thread.MemoTable;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Makes the keys of requests, for which it may have to read the secret of {@link Identities}.
 *
 * <p>Remembers the primary keys of the URIs that were asked for last, if nothing but the URI tells
 * them apart and it says nothing secret. They follow from the text of the URI alone, so what is
 * remembered never grows old. Bounded; any thread may call.
 */
public final class KeyResolver {
  /**
   * What separates clients whose stored bodies are decoded; like the empty partition, the same on
   * every machine.
   */
  public static final String DECODED = "playwright";

  /** The keys of longer URIs are made each time, in characters. */
  private static final int LONGEST = 512;

  private record Known(String uri, IdentitySettings settings, PrimaryKey key) {}

  private final Identities identities;
  private final MemoTable<Known> known;

  KeyResolver(Identities identities) {
    this(identities, new MemoTable<>(1024));
  }

  private KeyResolver(Identities identities, MemoTable<Known> known) {
    this.identities = identities;
    this.known = known;
  }

  /** A resolver for other identities that remembers the same keys. */
  KeyResolver under(Identities others) {
    return others == identities ? this : new KeyResolver(others, known);
  }

  /** The keys of a request. */
  public ExchangeKeys keys(RequestHead request, String partition) throws IOException {
    PrimaryKey common = primaryKey(request, partition);
    if (!identities.isOwn(request, common)) {
      return new ExchangeKeys(common, false, null);
    }
    String identity = identities.existing(request);
    return new ExchangeKeys(common, true, identity == null ? null : common.of(identity));
  }

  /** Where a response is to lie; what came from an identity's own entry stays with it. */
  public PrimaryKey home(
      ExchangeKeys keys,
      RequestHead request,
      ResponseHead response,
      PolicySettings policy,
      @Nullable EntryCandidate combined)
      throws IOException {
    boolean ofOwn = combined != null && combined.resource().equals(keys.own());
    if (!keys.identified() || (!ofOwn && Storability.isCommon(request, response, policy))) {
      return keys.common();
    }
    PrimaryKey own = keys.own();
    return own != null ? own : keys.common().of(identities.forStoring(request));
  }

  /**
   * Under which key those wait for each other who ask for the same. Those who show credentials wait
   * for those who show the same; for others only where the stored response is declared for all.
   *
   * @param found what the request selects of what is stored, or null
   */
  public EntryKey collapseKey(
      ExchangeKeys keys, RequestHead request, @Nullable EntryCandidate found) {
    if (!keys.identified()) {
      return keys.common().key();
    }
    if (found != null && found.resource().equals(keys.common())) {
      return keys.collapseKeyOfAll();
    }
    PrimaryKey own = keys.own();
    return own == null ? identities.collapseKey(keys.common(), request) : own.key();
  }

  /**
   * The primary key of a request; a Host of the caller's own names another server's.
   *
   * @param partition what separates clients that must not share, or empty
   */
  public PrimaryKey primaryKey(RequestHead request, String partition) {
    IdentitySettings settings = identities.settings();
    Headers headers = request.headers();
    String uri = request.uri().toString();
    boolean plain =
        partition.isEmpty()
            && settings.mode() != IdentityMode.SHARED
            && uri.length() <= LONGEST
            && !headers.contains("Host")
            && !UnkeyedHeaders.isIn(headers);
    if (!plain) {
      return primaryKey(request.uri(), request, partition);
    }
    int hash = uri.hashCode();
    Known here = known.get(hash);
    if (here != null && here.settings.equals(settings) && here.uri.equals(uri)) {
      return here.key;
    }
    PrimaryKey key = primaryKey(request.uri(), request, partition);
    if (!key.tells() && !UriSecrets.isRedacted(request.uri(), settings)) {
      known.put(hash, new Known(uri, settings, key));
    }
    return key;
  }

  /** The key of another URI of the same partition, such as a request may invalidate. */
  public PrimaryKey primaryKey(URI uri, RequestHead request, String partition) {
    IdentitySettings settings = identities.settings();
    String sent = UriSecrets.withoutUserInformation(UriNormalizer.asSent(uri));
    String masked = UriSecrets.masked(sent, settings, identities::redacted);
    String host = request.headers().combined("Host");
    boolean ofUri = host == null || host.equalsIgnoreCase(request.uri().getRawAuthority());
    String named = ofUri ? "" : "\nhost: " + host;
    int hash = normalized(uri, sent).concat(named).hashCode();
    StringBuilder canonical = new StringBuilder(masked).append(named);
    if (!masked.equals(sent)) {
      canonical.append("\nredacted"); // no URI can pose as this one
    }
    canonical.append(UnkeyedHeaders.of(request.headers()));
    if (!partition.isEmpty()) {
      canonical.append("\npartition: ").append(partition);
    }
    if (settings.mode() == IdentityMode.SHARED) {
      // What is everybody's in such a process is not in another one with the same directory.
      canonical.append("\nidentity: shared");
    }
    String shown = UriSecrets.redacted(sent, settings);
    boolean portable =
        (partition.isEmpty() || partition.equals(DECODED))
            && settings.mode() != IdentityMode.SHARED
            && (masked.equals(sent) || identities.isPortable());
    return PrimaryKey.of(shown, hash, canonical, Credentials.inUri(uri, settings), portable);
  }

  /** What is the same for all spellings of a URI: what changes one of them changes all. */
  private static String normalized(URI uri, String sent) {
    boolean spelledOtherwise = sent.indexOf('%') >= 0 || sent.contains("/.");
    return spelledOtherwise
        ? UriSecrets.withoutUserInformation(UriNormalizer.normalize(uri))
        : sent;
  }
}
