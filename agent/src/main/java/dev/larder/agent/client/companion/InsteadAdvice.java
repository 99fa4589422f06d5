package dev.larder.agent.client.companion;

import dev.larder.bridge.ClientHooks;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.OnNonDefaultValue;
import net.bytebuddy.implementation.bytecode.assign.Assigner.Typing;
import org.jspecify.annotations.Nullable;

/**
 * Goes into the one method of a client that sends a request and returns its response: the companion
 * is asked first.
 */
public final class InsteadAdvice {

  private InsteadAdvice() {}

  @Advice.OnMethodEnter(skipOn = OnNonDefaultValue.class, suppress = Throwable.class)
  static @Nullable Object enter(
      @Advice.Origin Class<?> owner,
      @Advice.This Object target,
      @Advice.AllArguments Object[] arguments) {
    ClientHooks hooks = ClientHooks.installed();
    return hooks == null ? null : hooks.instead(owner, target, arguments);
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
