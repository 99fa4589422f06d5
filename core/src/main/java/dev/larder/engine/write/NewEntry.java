package dev.larder.engine.write;

import dev.larder.engine.lookup.PrimaryKey;
import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.http.RequestHead;
import dev.larder.store.EntryMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The entry that a response is to become.
 *
 * @param key under which it is stored
 * @param common the key for everybody, if the entry is for one identity, or null
 * @param request whose fields select the variant
 * @param merge the stored part that the body completes, or null
 * @param replaced the response that the request selected before, or null
 * @param imported whether it comes from an archive, so that what it can't replace stays
 * @param remote whether it may go to the remote tier
 */
public record NewEntry(
    PrimaryKey key,
    @Nullable PrimaryKey common,
    RequestHead request,
    EntryMetadata metadata,
    @Nullable PartialMerge merge,
    @Nullable EntryCandidate replaced,
    boolean imported,
    boolean remote) {

  /** The stored part gets buffers of its own, since the caller, too, reads those of the merge. */
  public NewEntry {
    merge = merge == null ? null : merge.copy();
  }
}
