package dev.larder.bridge;

import dev.larder.bridge.PlaywrightCall.FetchOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The part of the integration that lives in the application's class loader, next to Playwright's
 * own classes: it alone knows their types.
 */
public interface PlaywrightSide {

  /**
   * A fetch of the program.
   *
   * @return null if it is one that the integration has itself begun
   */
  @Nullable PlaywrightCall call(Object context, String url, @Nullable Object options);

  /** See {@link PlaywrightHooks#afterMessage}. */
  void afterMessage(Object owner, String method, Object parameters, @Nullable Object result);

  /** See {@link PlaywrightHooks#beforeAsyncMessage}. */
  void beforeAsyncMessage(Object owner, String method, Object parameters);

  /** The name by which the driver knows an object. */
  String guid(Object owner);

  /**
   * The thread that reads what the driver says to an object, or null if it is not one over a pipe.
   */
  @Nullable Object reader(Object owner) throws ReflectiveOperationException;

  /** What is sent to the driver of an object, one text of JSON a message. */
  BlockingQueue<String> outgoing(Object owner) throws ReflectiveOperationException;

  /** A message of the driver as its reader hands it on. */
  Object message(String json);

  /** What is known of a browser's context that the driver knows by a name. */
  FetchOptions options(Object owner, String guid);

  /**
   * The URL of a request whose route the program lets go on, or null if it changes the request.
   *
   * @param parameters of the message
   */
  @Nullable String resumed(Object route, Object parameters);

  /** The name of the context to which a route belongs, or null. */
  @Nullable String context(Object route);

  /** Makes a message that lets a route go on one that fulfils it. */
  void fulfil(Object parameters, int status, List<String> headers, byte[] body);

  /** The environment of the driver's process as Playwright gives it, without what it inherits. */
  Map<String, String> environment() throws ReflectiveOperationException;
}
