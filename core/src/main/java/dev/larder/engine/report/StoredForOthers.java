package dev.larder.engine.report;

import dev.larder.engine.lookup.CacheView;
import dev.larder.engine.lookup.Identities;
import dev.larder.engine.lookup.PrimaryKey;
import dev.larder.http.RequestHead;
import dev.larder.policy.identity.Credentials.Credential;
import dev.larder.store.CredentialTraces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why nothing is found for a request although others have stored its resource: which of its own
 * credentials they did not show. Nothing is told of theirs.
 */
public final class StoredForOthers {

  /** How many names are told, and how many characters of each. */
  private static final int MOST_NAMES = 3;

  private static final int LONGEST_NAME = 40;

  private StoredForOthers() {}

  /** A response to a request with credentials was stored for those who show the same. */
  public static void remember(CacheView view, PrimaryKey common, RequestHead request) {
    try {
      Identities identities = view.identities();
      List<Credential> credentials = identities.credentials(request);
      int[] digests = new int[Math.min(CredentialTraces.MOST, credentials.size())];
      for (int i = 0; i < digests.length; i++) {
        digests[i] = digest(identities, credentials.get(i));
      }
      view.storage().traces().put(identities.digest(common.canonical()), digests);
    } catch (IOException | RuntimeException e) {
      view.parts().failures().record("noting that a response is for some", e);
    }
  }

  private enum Kind {
    COOKIE(0, "cookies", "larder.ignore-cookies"),
    FIELD(1, "fields", "larder.identity.ignore-headers"),
    LOGIN(2, "credentials", "larder.identity");

    private static final int MASK = 3;

    /** As it stands in the last two bits of a digest. */
    private final int code;

    private final String words;
    private final String setting;

    Kind(int code, String words, String setting) {
      this.code = code;
      this.words = words;
      this.setting = setting;
    }

    static Kind of(Credential credential) {
      return credential.isCookie() ? COOKIE : credential.isLogin() ? LOGIN : FIELD;
    }

    /** The kind that a digest tells, or null if another version wrote one that is not known. */
    static @Nullable Kind of(int digest) {
      for (Kind kind : values()) {
        if (kind.code == (digest & MASK)) {
          return kind;
        }
      }
      return null;
    }
  }

  /** The kind stands in the last two bits, the rest tells whether it is the same. */
  private static int digest(Identities identities, Credential credential) throws IOException {
    long digest = identities.digest(credential.name() + "=" + credential.value());
    return ((int) digest & ~Kind.MASK) | Kind.of(credential).code;
  }

  /**
   * The reason in words, with the setting that may change it; null if it isn't known to be stored
   * for others.
   *
   * @param withheld whether what was fetched without credentials was found, which the request may
   *     not get
   */
  public static @Nullable String reason(
      CacheView view, PrimaryKey common, RequestHead request, boolean withheld) throws IOException {
    int[] theirs = view.storage().traces().get(view.identities().digest(common.canonical()));
    if (theirs.length == 0 && !withheld) {
      return null;
    }
    Set<Integer> unmatched = new HashSet<>();
    for (int digest : theirs) {
      unmatched.add(digest);
    }
    Map<Kind, List<String>> others = new EnumMap<>(Kind.class);
    for (Credential credential : view.identities().credentials(request)) {
      boolean unknown = theirs.length < CredentialTraces.MOST;
      if (!unmatched.remove(digest(view.identities(), credential)) && unknown) {
        others
            .computeIfAbsent(Kind.of(credential), kind -> new ArrayList<>())
            .add(name(credential));
      }
    }
    for (int digest : unmatched) {
      Kind kind = Kind.of(digest);
      if (kind != null) {
        others.computeIfAbsent(kind, of -> new ArrayList<>());
      }
    }
    return others.isEmpty() ? null : reason(others);
  }

  private static String name(Credential credential) {
    String name = credential.name();
    return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name;
  }

  private static String reason(Map<Kind, List<String>> others) {
    List<String> what = new ArrayList<>();
    List<String> settings = new ArrayList<>();
    others.forEach(
        (kind, names) -> {
          List<String> shown = names.subList(0, Math.min(MOST_NAMES, names.size()));
          String more = names.size() > MOST_NAMES ? ", ..." : "";
          what.add(
              names.isEmpty()
                  ? kind.words
                  : kind.words + " (" + String.join(", ", shown) + more + ")");
          settings.add(kind.setting);
        });
    return "stored for other "
        + String.join(" and ", what)
        + ", see "
        + String.join(" and ", settings);
  }
}
