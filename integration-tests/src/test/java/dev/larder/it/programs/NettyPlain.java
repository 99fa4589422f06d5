package dev.larder.it.programs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Requests through Netty's codec alone, with no client around it. */
final class NettyPlain {

  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private final URI origin;
  private final EventLoopGroup loops;

  private NettyPlain(URI origin, EventLoopGroup loops) {
    this.origin = origin;
    this.loops = loops;
  }

  @SuppressWarnings("deprecation") // later versions have another one, which the oldest lacks
  static void run(URI origin) throws Exception {
    EventLoopGroup loops = new NioEventLoopGroup(1);
    try {
      NettyPlain plain = new NettyPlain(origin, loops);
      plain.pipelined();
      plain.byHand();
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  /** Lets Netty tell of buffers that nobody has released. */
  static void leaks() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
      ByteBuf next = PooledByteBufAllocator.DEFAULT.buffer(16);
      next.release();
    }
  }

  /** Several requests are written before the first is answered. */
  private void pipelined() throws Exception {
    Channel channel =
        connect(
            true,
            new SimpleChannelInboundHandler<FullHttpResponse>() {
              @Override
              protected void channelRead0(
                  ChannelHandlerContext context, FullHttpResponse response) {
                seen.add(response.status() + " " + response.content().toString(UTF_8));
              }
            });
    List<String> paths = List.of("/fields", "/validated", "/never", "/language", "/fields");
    for (String path : paths) {
      channel.writeAndFlush(get(path));
    }
    for (String path : paths) {
      System.out.println("pipelined " + path + ": " + seen.poll(10, TimeUnit.SECONDS));
    }
    channel.close().sync();
  }

  /** The program reads one message after the other; each time it asks for the next one. */
  private void byHand() throws Exception {
    Channel channel =
        connect(
            false,
            new SimpleChannelInboundHandler<HttpObject>() {
              private long bytes;

              @Override
              protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
                if (message instanceof HttpContent content) {
                  bytes += content.content().readableBytes();
                }
                if (message instanceof LastHttpContent) {
                  seen.add(bytes + " bytes");
                  bytes = 0;
                }
              }

              @Override
              public void channelReadComplete(ChannelHandlerContext context) {
                context.read();
              }
            });
    for (int i = 0; i < 3; i++) {
      channel.writeAndFlush(get("/large"));
      channel.read();
      System.out.println("by hand: " + seen.poll(10, TimeUnit.SECONDS));
    }
    channel.close().sync();
  }

  private DefaultFullHttpRequest get(String path) {
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
    request.headers().set("Host", origin.getHost() + ":" + origin.getPort());
    return request;
  }

  private Channel connect(boolean wholes, SimpleChannelInboundHandler<?> last)
      throws InterruptedException {
    return new Bootstrap()
        .group(loops)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.AUTO_READ, wholes)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpClientCodec());
                if (wholes) {
                  channel.pipeline().addLast(new HttpObjectAggregator(1 << 20));
                }
                channel.pipeline().addLast(last);
              }
            })
        .connect(origin.getHost(), origin.getPort())
        .sync()
        .channel();
  }
}
