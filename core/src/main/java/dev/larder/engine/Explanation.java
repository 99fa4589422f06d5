package dev.larder.engine;

import dev.larder.config.Mode;
import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.http.Headers;
import dev.larder.policy.CachePlan;
import dev.larder.policy.Freshness;
import dev.larder.policy.Reason;
import dev.larder.store.EntryMetadata;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would happen to a request, for people.
 *
 * @param url that entries for it state
 * @param rules where the rules that fit it come from; of several, the first counts
 * @param withheld whether responses are stored that this request must not get, because it bears
 *     other credentials or cookies, or none
 * @param added fields that the request would be sent with in addition
 * @param selected the stored response that it selects, or null
 * @param freshness of the selected response, or null
 */
public record Explanation(
    String url,
    List<String> rules,
    Mode mode,
    Action action,
    Reason reason,
    boolean withheld,
    Headers added,
    @Nullable EntryMetadata selected,
    @Nullable Freshness freshness) {

  /** What the cache would do. */
  public enum Action {
    /** Serve a stored response without a question to the origin. */
    SERVE,
    /** Serve a stale response, and perhaps validate it in the background. */
    SERVE_STALE,
    /** Ask the origin whether a stored response is still good. */
    VALIDATE,
    /** Ask the origin for the bytes that a stored part lacks. */
    COMPLETE,
    /** Let the client send the request as it is. */
    FETCH,
    /** Answer with status 504, as the network must not be asked. */
    REFUSE
  }

  static Explanation of(Exchange exchange, String url, Mode mode, List<String> rules)
      throws IOException {
    CachePlan<EntryCandidate> plan = exchange.plan();
    EntryCandidate selected = null;
    Headers added = Headers.empty();
    boolean withheld = false;
    Action action = Action.REFUSE;
    if (plan instanceof CachePlan.Serve<EntryCandidate> serve) {
      action = Action.SERVE;
      selected = serve.response();
    } else if (plan instanceof CachePlan.ServeStale<EntryCandidate> serve) {
      action = Action.SERVE_STALE;
      selected = serve.response();
    } else if (plan instanceof CachePlan.ToOrigin<EntryCandidate> origin) {
      action =
          origin instanceof CachePlan.Validate
              ? Action.VALIDATE
              : origin instanceof CachePlan.Complete ? Action.COMPLETE : Action.FETCH;
      selected = origin.selected();
      added = origin.fields();
      withheld = origin.why().withheld();
    }
    return new Explanation(
        url,
        rules,
        mode,
        action,
        plan.reason(),
        withheld,
        added,
        selected == null ? null : selected.entry().metadata(),
        selected == null ? null : exchange.freshness(selected));
  }
}
