package dev.larder.engine.lookup;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Variant;
import dev.larder.thread.MemoTable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found before of stored responses and the requests that select among them, so that a
 * request whose selecting fields are, letter for letter, those of one that was judged already needs
 * no judging. Remembers a bounded number of stored responses while they are the same objects, for
 * each the last request, and no value that may be secret. Any thread may call.
 */
final class VariantMatchMemo {
  /** Longer values are judged each time. */
  private static final int LONGEST = 256;

  /**
   * A request that was judged.
   *
   * @param fields by which it was judged
   * @param values of these in the request, null for those that it lacks
   * @param variants that it selects
   */
  private record Match(
      EntryMetadata of,
      List<String> fields,
      List<@Nullable String> values,
      List<Variant> variants) {}

  private final MemoTable<Match> known = new MemoTable<>(256);

  /** The variants that a request selects of those listed here, or null if it must be judged. */
  @SuppressWarnings("ReferenceEquality") // the same object means the same, which is enough
  @Nullable List<Variant> of(EntryMetadata metadata, RequestHead request) {
    Match match = known.get(System.identityHashCode(metadata));
    if (match == null || match.of != metadata) {
      return null;
    }
    Headers headers = request.headers();
    for (int i = 0; i < match.fields.size(); i++) {
      String field = match.fields.get(i);
      String then = match.values.get(i);
      String now = headers.first(field);
      boolean same = now == null ? then == null : now.equals(then) && headers.isSingle(field);
      if (!same) {
        return null;
      }
    }
    return match.variants;
  }

  /** A request was judged by these fields, and selects these. */
  void keep(
      EntryMetadata metadata, RequestHead request, List<String> fields, List<Variant> variants) {
    Headers headers = request.headers();
    @Nullable String[] values = new String[fields.size()];
    for (int i = 0; i < values.length; i++) {
      String field = fields.get(i);
      String value = headers.first(field);
      boolean kept = value == null || value.length() <= LONGEST;
      if (!kept || !Identities.isPlain(field) || !headers.isSingle(field)) {
        return;
      }
      values[i] = value;
    }
    known.put(
        System.identityHashCode(metadata),
        new Match(metadata, fields, Arrays.asList(values), List.copyOf(variants)));
  }
}
