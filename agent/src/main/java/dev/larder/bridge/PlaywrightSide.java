package dev.larder.bridge;

import java.util.Map;
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

  /** The environment of the driver's process as Playwright gives it, without what it inherits. */
  Map<String, String> environment() throws ReflectiveOperationException;
}
