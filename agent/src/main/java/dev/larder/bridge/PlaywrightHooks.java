package dev.larder.bridge;

import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What the woven code of {@code com.microsoft.playwright.impl} calls. Its types belong to a class
 * loader of the application, so they appear here as {@code Object}.
 *
 * <p>Every call returns what "as if we were not there" means as long as nothing is installed, and
 * an implementation does the same whenever anything goes wrong.
 */
public abstract class PlaywrightHooks {

  private static volatile @Nullable PlaywrightHooks installed;

  /** Makes these hooks the ones that woven code calls from now on. */
  public static void install(PlaywrightHooks hooks) {
    installed = hooks;
  }

  /** The hooks that woven code calls, or null before the first of them were installed. */
  public static @Nullable PlaywrightHooks installed() {
    return installed;
  }

  /**
   * Before {@code APIRequestContextImpl.fetch(String, RequestOptions)}.
   *
   * @return the {@code APIResponse} that the caller gets, or the {@code Throwable} that is thrown
   *     to the caller, or null to go on
   */
  public abstract @Nullable Object beforeFetch(
      Object context, String url, @Nullable Object options);

  /**
   * After {@code ChannelOwner.sendMessage(String, JsonObject, …)} has brought a result.
   *
   * @param owner the object that the message was for
   * @param parameters a {@code JsonObject}
   * @param result a {@code JsonElement}
   */
  public abstract void afterMessage(
      Object owner, String method, Object parameters, @Nullable Object result);

  /**
   * After {@code ReaderThread.readMessage()} has read a message of the driver, in that thread.
   *
   * @param queue where the program's own thread takes its messages from, as {@code JsonObject}s
   * @return whether the program does not get this message from this thread
   */
  public abstract boolean afterRead(Object reader, BlockingQueue<Object> queue, String message);

  /**
   * Before {@code ChannelOwner.sendMessageAsync(String, JsonObject)}: puts the body of a response
   * out of the cache in the place of its name, which the driver does not know, or a response in the
   * place of a request that is to go on.
   *
   * @param parameters a {@code JsonObject}, which is changed
   * @return the method of the message that is sent
   */
  public abstract String beforeAsyncMessage(Object owner, String method, Object parameters);
}
