package io.netty.handler.codec.http;

import dev.larder.bridge.ClientCompanion;
import dev.larder.bridge.ClientHooks;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** The way in: adds a handler of ours after each codec of a client. */
final class LarderNetty implements ClientCompanion {

  LarderNetty() {}

  @Override
  public @Nullable Object instead(ClientHooks hooks, Object target, Object[] arguments) {
    ChannelHandlerContext codec = (ChannelHandlerContext) arguments[0];
    if (codec.handler() == target) { // else the codec is a part of another handler
      codec.pipeline().addAfter(codec.name(), null, new LarderHandler(hooks, codec));
    }
    return null;
  }
}
