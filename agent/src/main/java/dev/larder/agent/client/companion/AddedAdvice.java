package dev.larder.agent.client.companion;

import dev.larder.bridge.ClientHooks;
import net.bytebuddy.asm.Advice;

/**
 * Goes into the method of a client by which a part of it learns that it was added to a connection:
 * the companion adds a part of its own.
 */
public final class AddedAdvice {

  private AddedAdvice() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static void enter(@Advice.This Object target, @Advice.AllArguments Object[] arguments) {
    ClientHooks hooks = ClientHooks.installed();
    if (hooks != null) {
      hooks.instead(target.getClass(), target, arguments);
    }
  }
}
