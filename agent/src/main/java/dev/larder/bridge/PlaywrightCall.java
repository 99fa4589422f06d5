package dev.larder.bridge;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One fetch of the program, in words that both sides know. Lists of fields alternate between names
 * and values. Used by the caller's thread alone, as Playwright is.
 */
public abstract class PlaywrightCall {

  /** Why nothing can be known of a fetch. */
  public enum Unknown {
    /** The agent has not seen how its context was made. */
    CONTEXT,
    /** The driver runs on another machine. */
    REMOTE,
    /** It is recorded, and must be seen. */
    RECORDED
  }

  /** What can be known of a fetch without asking anybody; null where nothing is set. */
  public static final class FetchOptions {
    /** Why nothing can be known of it, or null. */
    public @Nullable Unknown unknown;

    public String url = "";
    public String method = "GET";
    public List<String> headers = List.of();
    public Map<String, String> parameters = Map.of();
    public boolean body;
    public boolean failOnStatusCode;
    public boolean followsRedirects = true;
    public boolean ignoreHttpsErrors;

    public @Nullable String baseUrl;
    public @Nullable String userAgent;
    public List<String> contextHeaders = List.of();

    /** User, password and origin as one text; secret. */
    public @Nullable String httpCredentials;

    /** The proxy's server, and for what it is not used. */
    public @Nullable String proxy;

    public boolean proxyCredentials;
    public boolean clientCertificates;
  }

  /** Thrown where the program's own call would have thrown the cause. */
  public static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Throwable thrown;

    public Thrown(Throwable thrown) {
      super(null, null, false, false);
      this.thrown = thrown;
    }

    /** What the program gets. */
    public Throwable thrown() {
      return thrown;
    }
  }

  public abstract FetchOptions options();

  /**
   * The cookies that the driver may add to a request; some of them may not match it.
   *
   * @return names and values, or null if the driver did not tell in time
   * @throws Thrown if a listener of the program has thrown while the driver was asked
   */
  public abstract @Nullable List<String> cookies(String url);

  /**
   * Makes the call that the program made.
   *
   * @param added fields that go with the program's own
   * @throws Thrown if it failed
   */
  public abstract PlaywrightReply send(List<String> added);

  /**
   * A response that the driver does not know.
   *
   * @param details what {@link PlaywrightReply#details} was, or null
   * @param reason the reason phrase to show, or null for that in the details
   */
  public abstract Object response(
      String url,
      int status,
      @Nullable String reason,
      List<String> headers,
      byte[] body,
      @Nullable String details);

  /**
   * What the call throws for a response of this status if the program wants that.
   *
   * @param reason the reason phrase
   */
  public abstract Throwable failure(int status, String reason, byte[] body);
}
