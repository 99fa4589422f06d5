package dev.larder.engine;

import dev.larder.engine.report.OutcomeRecorder;
import dev.larder.engine.write.EntryRecorder;
import dev.larder.engine.write.PartialMerge;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Reason;
import org.jspecify.annotations.Nullable;

/** What an integration does with the head of a network response. */
public sealed interface ResponseDecision {

  /**
   * Hand it to the caller, and every byte of its body to the recorder as well.
   *
   * @param head what the caller sees in place of the network's head; the same if nothing differs
   * @param merge the stored part that the caller is to get with the body, or null
   * @param refusal why it is not stored, or null if it is to be
   * @param outcomes counts the request when the response is delivered
   */
  record Relay(
      ResponseHead head,
      EntryRecorder recorder,
      @Nullable PartialMerge merge,
      @Nullable Reason refusal,
      OutcomeRecorder outcomes)
      implements ResponseDecision {

    /** The client has handed out the head: counts the request. Without effect if called again. */
    public void delivered() {
      outcomes.delivered();
    }
  }

  /** Drop it with its body and answer from the cache. */
  record Serve(Served served) implements ResponseDecision {}

  /**
   * Drop it with its body, and send the request again without the fields that were added.
   *
   * @param forward what to report the next response to
   */
  record Retry(Forward forward) implements ResponseDecision {}
}
