package dev.larder.agent.client.netty;

import dev.larder.agent.client.companion.AddedAdvice;
import dev.larder.agent.client.companion.CompanionIntegration;
import java.util.List;

/**
 * Clients on Netty 4.1 and 4.2 that speak HTTP/1.1 through its codec, as Reactor Netty does: each
 * request, right before the codec writes it onto a connection.
 */
public final class NettyIntegration extends CompanionIntegration {

  /** The line for {@code LazyWeaver.CLIENTS}. */
  public static final String CLIENT =
      "dev.larder.agent.client.netty.NettyIntegration io/netty/ handler/codec/http/HttpClientCodec"
          + " channel/CombinedChannelDuplexHandler";

  private static final String PACKAGE = "io.netty.handler.codec.http.";

  @Override
  public String name() {
    return "Netty";
  }

  /** The codec is a pair of handlers, and only the pair learns that it was added. */
  @Override
  protected String wovenClass() {
    return "io.netty.channel.CombinedChannelDuplexHandler";
  }

  @Override
  protected String besideClass() {
    return PACKAGE + "HttpClientCodec";
  }

  @Override
  public List<String> companions() {
    return List.of(
        PACKAGE + "LarderReach",
        PACKAGE + "LarderRequest",
        PACKAGE + "LarderAnswer",
        PACKAGE + "LarderServing",
        PACKAGE + "LarderHeld",
        PACKAGE + "LarderExchange$State",
        PACKAGE + "LarderExchange",
        PACKAGE + "LarderHandler",
        PACKAGE + "LarderNetty");
  }

  @Override
  public List<String> linkedPackages() {
    return List.of("io.netty.");
  }

  @Override
  protected void weave(WovenMethods methods) {
    methods.advise("handlerAdded", 1, AddedAdvice.class);
  }
}
