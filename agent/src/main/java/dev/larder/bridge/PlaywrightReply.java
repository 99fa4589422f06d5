package dev.larder.bridge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the driver answered to a fetch. Lists of fields alternate between names and values. */
public abstract class PlaywrightReply {

  /** The {@code APIResponse} as the driver gave it. */
  public abstract Object response();

  public abstract int status();

  /** After redirects. */
  public abstract String url();

  public abstract List<String> headers();

  /** What else the driver tells about the response, as one line of JSON. */
  public abstract String details();

  /**
   * The body, decoded.
   *
   * @throws PlaywrightCall.Thrown if a listener of the program has thrown meanwhile
   */
  public abstract byte[] body();

  /**
   * The driver's account of the requests that were made.
   *
   * @throws PlaywrightCall.Thrown if a listener of the program has thrown meanwhile
   */
  public abstract List<String> log();

  /**
   * The driver's response with other fields.
   *
   * @param body if it is here already, else null
   */
  public abstract Object with(List<String> headers, byte @Nullable [] body);

  /** Lets the driver forget a response that the program does not get. */
  public abstract void dispose();
}
