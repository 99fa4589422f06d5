package dev.larder.engine.lookup;

import dev.larder.config.IdentityMode;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.identity.Cookies;
import dev.larder.policy.identity.Credentials;
import dev.larder.policy.identity.Credentials.Credential;
import dev.larder.policy.identity.IdentitySettings;
import dev.larder.policy.identity.Vary;
import dev.larder.store.EntryKey;
import dev.larder.store.IdentityKey;
import dev.larder.store.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells by their credentials whose responses are whose, and keeps the credentials themselves out of
 * everything that is written down: what remains of them is a keyed hash (HMAC-SHA-256, RFC 2104).
 */
public final class Identities {

  /** Fields that say nothing secret; all others are hashed where they select a variant. */
  private static final Set<String> PLAIN =
      Set.of(
          "accept",
          "accept-charset",
          "accept-encoding",
          "accept-language",
          "content-type",
          "device-memory",
          "dnt",
          "downlink",
          "dpr",
          "ect",
          "origin",
          "range",
          "save-data",
          "upgrade-insecure-requests",
          "user-agent",
          "viewport-width",
          "width",
          "x-requested-with");

  private final IdentityKey key;
  private final IdentitySettings settings;

  /** Makes keys that are never written down ones of this process alone. */
  private final String salt = UUID.randomUUID().toString();

  Identities(IdentityKey key, IdentitySettings settings) {
    this.key = key;
    this.settings = settings;
  }

  /** Whether the values of a field, its name in lower case, say nothing secret. */
  static boolean isPlain(String lowerCaseName) {
    return PLAIN.contains(lowerCaseName);
  }

  /** Whether what stands for secrets in keys is the same on other machines. */
  boolean isPortable() {
    return key.isPortable();
  }

  /**
   * Whether the variant that a request selects is found without knowing a secret: by none of its
   * fields that may be secret.
   */
  public boolean selectsPlainly(RequestHead request, ResponseHead response) {
    return Vary.of(response.headers()).fields().stream()
        .allMatch(field -> isPlain(field) || !request.headers().contains(field));
  }

  IdentitySettings settings() {
    return settings;
  }

  /** What stands in a key for a value that is not to be written down, and tells it from others. */
  public String redacted(String name, String value) {
    try {
      byte[] secret = key.existing();
      return hash(secret == null ? key.make() : secret, "redacted " + name + '=' + value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether the responses to a request have an identity of their own unless they are for all.
   *
   * @param common the resource that it is about
   */
  boolean isOwn(RequestHead request, PrimaryKey common) {
    return settings.mode() != IdentityMode.SHARED
        && (common.tells() || Credentials.inFields(request.headers(), settings));
  }

  /** The identity of a request that has one, or null if nothing is stored under any yet. */
  public @Nullable String existing(RequestHead request) throws IOException {
    byte[] secret = key.existing();
    return secret == null ? null : hash(secret, Credentials.of(request, settings));
  }

  /** Tells the requests of an identity under which nothing is stored yet, in this process. */
  EntryKey collapseKey(PrimaryKey resource, RequestHead request) {
    return EntryKey.of(salt + resource.canonical() + '\n' + Credentials.of(request, settings));
  }

  /** The identity of a request that has one, to store something under it. */
  String forStoring(RequestHead request) throws IOException {
    return hash(key.make(), Credentials.of(request, settings));
  }

  /** The credentials of a request one by one, unless they tell nobody apart. */
  public List<Credential> credentials(RequestHead request) {
    return settings.mode() == IdentityMode.SHARED ? List.of() : Credentials.each(request, settings);
  }

  /** A number that stands for a text and tells nothing of it; of no account if there is no key. */
  public long digest(String text) throws IOException {
    byte[] secret = key.existing();
    return secret == null
        ? 0
        : Long.parseUnsignedLong(hash(secret, "digest " + text).substring(0, 16), 16);
  }

  /**
   * Keeps hashes in place of the values of selecting fields that may be secret.
   *
   * @param storing whether something is to be stored, else looked up
   */
  public Vary.Masking masking(boolean storing) {
    return (name, value) -> {
      if (isPlain(name)) {
        return value;
      }
      String counted =
          name.equals("cookie") ? Cookies.counted(value, settings.ignoredCookies()) : value;
      if (counted == null) {
        return null;
      }
      try {
        byte[] secret = storing ? key.make() : key.existing();
        // Without a secret nothing was stored by such a field.
        return secret == null ? "" : hash(secret, name + '=' + counted);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private static String hash(byte[] secret, String text) {
    return HexFormat.of().formatHex(Sha256.hmac(secret, text.getBytes(StandardCharsets.UTF_8)));
  }
}
