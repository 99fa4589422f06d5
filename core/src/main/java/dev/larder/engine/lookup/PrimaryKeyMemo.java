package dev.larder.engine.lookup;

import dev.larder.config.IdentityMode;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.policy.identity.IdentitySettings;
import dev.larder.policy.identity.Reflected;
import dev.larder.policy.identity.UriSecrets;
import dev.larder.thread.MemoTable;
import java.net.URI;

/**
 * The resources of the URIs that were asked for last, as far as nothing but the URI tells them
 * apart and it says nothing secret. They follow from the text of the URI alone, so what is
 * remembered never grows old. Bounded; any thread may call.
 */
public final class PrimaryKeyMemo {
  /** Longer URIs are worked out each time, in characters. */
  private static final int LONGEST = 512;

  private record Known(String uri, IdentitySettings settings, PrimaryKey resource) {}

  private final MemoTable<Known> known = new MemoTable<>(1024);

  /** As {@link PrimaryKey#of(RequestHead, String, Identities)}. */
  PrimaryKey of(RequestHead request, String partition, Identities identities) {
    IdentitySettings settings = identities.settings();
    Headers headers = request.headers();
    String uri = request.uri().toString();
    boolean plain =
        partition.isEmpty()
            && settings.mode() != IdentityMode.SHARED
            && uri.length() <= LONGEST
            && !headers.contains("Host")
            && !Reflected.isIn(headers);
    if (!plain) {
      return PrimaryKey.of(request, partition, identities);
    }
    int hash = uri.hashCode();
    Known here = known.get(hash);
    if (here != null && here.settings.equals(settings) && here.uri.equals(uri)) {
      return here.resource;
    }
    PrimaryKey resource = PrimaryKey.of(request, partition, identities);
    URI asked = request.uri();
    if (!resource.tells() && !UriSecrets.isRedacted(asked, settings)) {
      known.put(hash, new Known(uri, settings, resource));
    }
    return resource;
  }
}
