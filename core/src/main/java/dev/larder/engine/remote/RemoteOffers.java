package dev.larder.engine.remote;

import dev.larder.config.RemoteScope;
import dev.larder.engine.lookup.CacheView;
import dev.larder.engine.lookup.ExchangeKeys;
import dev.larder.engine.lookup.PrimaryKey;
import dev.larder.engine.lookup.RemoteUse;
import dev.larder.engine.lookup.VariantIndex.EntryLocation;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Sharing;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Invalidations;
import dev.larder.store.RemoteTier.Offer;
import java.time.Instant;

/**
 * What of the responses that are stored here goes to the remote tier: what is for everybody, and is
 * found under the same key on every machine.
 */
public final class RemoteOffers {

  private RemoteOffers() {}

  /**
   * Whether a response that is stored may go there.
   *
   * @param request for which it is stored, a GET
   * @param home where it is stored
   * @param head as it was received
   */
  public static boolean permits(
      CacheView view, RequestHead request, ExchangeKeys keys, PrimaryKey home, ResponseHead head) {
    RemoteUse use = view.remote();
    if (use == null || !view.mode().stores() || !home.portable()) {
      return false;
    }
    boolean portable = view.storage().identityKey().isPortable();
    if (!portable && !view.identities().selectsPlainly(request, head)) {
      return false;
    }
    if (!home.equals(keys.common())) {
      return use.identities() && portable && head.status() != 206;
    }
    return use.scope() == RemoteScope.USER
        ? head.status() != 206
        : Sharing.permits(request, head, view.policy());
  }

  /**
   * Offers an entry that has just been stored, and may go there, if it is of use to others.
   *
   * @param length bytes of its body
   * @param head whether only its head is new
   * @return whether it was offered
   */
  public static boolean offer(
      CacheView view, EntryLocation location, EntryMetadata metadata, long length, boolean head) {
    RemoteUse use = view.remote();
    Instant now = view.parts().clock().instant();
    if (use == null
        || length > use.tier().maxEntrySize()
        || !Sharing.isWorth(metadata.stored(), view.policy(), now)) {
      return false;
    }
    use.tier()
        .offer(
            new Offer(
                location.resource().key(),
                location.variant(),
                Invalidations.slot(location.resource().hash()),
                Sharing.life(metadata.stored(), view.policy(), now),
                head));
    return true;
  }
}
