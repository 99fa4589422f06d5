package dev.larder.bridge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a companion is to do next for an {@link EventCall}. */
public final class EventStep {

  /** The kinds of steps. */
  public enum Kind {
    /** Let the request go to the network, with {@link #fields} added. */
    SEND,
    /** Give the program {@link #reply}; if a response of the network has come, drop that. */
    SERVE,
    /** Hold the request, and go on with {@link EventCall#whenReleased}. */
    WAIT,
    /** Give the program the response of the network. */
    RELAY,
    /** Drop the response of the network, and send the request as the program has made it. */
    RETRY
  }

  public final Kind kind;

  /** Names and values by turns that the cache adds to the request. */
  public final List<String> fields;

  /**
   * The response to serve; of one that is relayed the head that the program sees in place of the
   * network's, or null for that.
   */
  public final @Nullable ServedReply reply;

  /** What gets a copy of the body that is relayed, or null. */
  public final @Nullable BodyCopy copy;

  private EventStep(
      Kind kind, List<String> fields, @Nullable ServedReply reply, @Nullable BodyCopy copy) {
    this.kind = kind;
    this.fields = fields;
    this.reply = reply;
    this.copy = copy;
  }

  /** Send the request. */
  public static EventStep send(List<String> fields) {
    return new EventStep(Kind.SEND, fields, null, null);
  }

  /** Serve a stored response. */
  public static EventStep serve(ServedReply reply) {
    return new EventStep(Kind.SERVE, List.of(), reply, null);
  }

  /** Wait for another request. */
  public static EventStep await() {
    return new EventStep(Kind.WAIT, List.of(), null, null);
  }

  /** Relay the response of the network. */
  public static EventStep relay(@Nullable ServedReply head, @Nullable BodyCopy copy) {
    return new EventStep(Kind.RELAY, List.of(), head, copy);
  }

  /** Send the request again. */
  public static EventStep retry() {
    return new EventStep(Kind.RETRY, List.of(), null, null);
  }
}
