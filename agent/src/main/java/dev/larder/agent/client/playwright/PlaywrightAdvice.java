package dev.larder.agent.client.playwright;

import dev.larder.bridge.PlaywrightHooks;
import java.util.concurrent.BlockingQueue;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.OnNonDefaultValue;
import net.bytebuddy.implementation.bytecode.assign.Assigner.Typing;
import org.jspecify.annotations.Nullable;

/**
 * The code that goes into Playwright's own classes, which lie in a loader of the application, so it
 * may use the JDK and the bridge only.
 */
final class PlaywrightAdvice {

  private PlaywrightAdvice() {}

  /** {@code APIResponse APIRequestContextImpl.fetch(String, RequestOptions)}. */
  static final class Fetch {
    private Fetch() {}

    @Advice.OnMethodEnter(skipOn = OnNonDefaultValue.class, suppress = Throwable.class)
    static @Nullable Object enter(
        @Advice.This Object context,
        @Advice.Argument(0) String url,
        @Advice.Argument(1) @Nullable Object options) {
      PlaywrightHooks hooks = PlaywrightHooks.installed();
      return hooks == null ? null : hooks.beforeFetch(context, url, options);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter @Nullable Object answer,
        @Advice.Return(readOnly = false, typing = Typing.DYNAMIC) Object response,
        @Advice.Thrown(readOnly = false, typing = Typing.DYNAMIC) @Nullable Throwable failure) {
      if (answer instanceof Throwable thrown) {
        failure = thrown;
      } else if (answer != null) {
        response = answer;
      }
    }
  }

  /** {@code JsonElement ChannelOwner.sendMessage(String, JsonObject, …)}. */
  static final class SendMessage {
    private SendMessage() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This Object owner,
        @Advice.Argument(0) String method,
        @Advice.Argument(1) Object parameters,
        @Advice.Return(typing = Typing.DYNAMIC) @Nullable Object result) {
      PlaywrightHooks hooks = PlaywrightHooks.installed();
      if (hooks != null) {
        hooks.afterMessage(owner, method, parameters, result);
      }
    }
  }

  /**
   * {@code String ReaderThread.readMessage()}; repeated as long as what it has read is none of the
   * program's business.
   */
  static final class ReadMessage {
    private ReadMessage() {}

    @Advice.OnMethodExit(repeatOn = OnNonDefaultValue.class, suppress = Throwable.class)
    static boolean exit(
        @Advice.This Object reader,
        @Advice.FieldValue("queue") BlockingQueue<Object> queue,
        @Advice.Return String message) {
      PlaywrightHooks hooks = PlaywrightHooks.installed();
      return hooks != null && hooks.afterRead(reader, queue, message);
    }
  }

  /** {@code WaitableResult ChannelOwner.sendMessageAsync(String, JsonObject)}. */
  static final class SendMessageAsync {
    private SendMessageAsync() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object owner,
        @Advice.Argument(value = 0, readOnly = false) String method,
        @Advice.Argument(1) Object parameters) {
      PlaywrightHooks hooks = PlaywrightHooks.installed();
      if (hooks != null) {
        method = hooks.beforeAsyncMessage(owner, method, parameters);
      }
    }
  }
}
