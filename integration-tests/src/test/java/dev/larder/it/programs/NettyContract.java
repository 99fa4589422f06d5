package dev.larder.it.programs;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/** The contract with Reactor Netty. */
public final class NettyContract extends ContractProgram {

  /**
   * The oldest version may take a malformed chunk for the end of a body, and keep the connection.
   */
  private static final String MALFORMED = "/bad-chunk";

  private final ConnectionProvider pool = ConnectionProvider.create("contract", 40);
  private final HttpClient client = HttpClient.create(pool);

  NettyContract(URI origin) {
    super(origin);
  }

  public static void main(String[] arguments) throws Exception {
    try (NettyContract program = new NettyContract(URI.create(arguments[0]))) {
      program.run(arguments);
    }
  }

  @Override
  public void close() {
    pool.dispose();
  }

  /** A client that takes what is malformed for a failure in each version. */
  private static HttpClient strict() {
    return HttpClient.newConnection()
        .doOnConnected(
            connection ->
                connection.addHandlerLast(
                    new ChannelInboundHandlerAdapter() {
                      @Override
                      public void channelRead(ChannelHandlerContext context, Object message) {
                        if (message instanceof HttpContent content
                            && content.decoderResult().isFailure()) {
                          content.release();
                          context.fireExceptionCaught(content.decoderResult().cause());
                          context.close();
                        } else {
                          context.fireChannelRead(message);
                        }
                      }
                    }));
  }

  private HttpClient.ResponseReceiver<?> call(Call call) {
    boolean malformed = call.uri().getPath().equals(MALFORMED);
    HttpClient configured = (malformed ? strict() : client).followRedirect(call.redirects());
    if (call.timeoutMillis() > 0) {
      configured = configured.responseTimeout(Duration.ofMillis(call.timeoutMillis()));
    }
    configured =
        configured.headers(
            headers -> {
              for (int i = 0; i < call.fields().size(); i += 2) {
                headers.add(call.fields().get(i), call.fields().get(i + 1));
              }
            });
    HttpClient.RequestSender sender =
        configured.request(HttpMethod.valueOf(call.method())).uri(call.uri().toString());
    String body = call.body();
    return body == null ? sender : sender.send(ByteBufMono.fromString(Mono.just(body)));
  }

  private Mono<Answer> answer(Call call) {
    return call(call)
        .responseSingle(
            (response, body) ->
                body.asByteArray()
                    .defaultIfEmpty(new byte[0])
                    .map(bytes -> answer(response, bytes)));
  }

  private static Answer answer(HttpClientResponse response, byte[] body) {
    int status = response.status().code();
    boolean made = status == 206 || status == 304;
    // The cache makes parts and confirmations by itself.
    String more = made ? "" : response.version() + " " + response.status().reasonPhrase() + " ";
    return new Answer(
        status,
        URI.create(response.resourceUrl()),
        NettyFields.of(response.responseHeaders()),
        body,
        more
            + "of "
            + NettyFields.of(response.requestHeaders()).keySet()
            + " after "
            + response.redirectedFrom().length);
  }

  @Override
  protected Answer send(Call call) throws Exception {
    try {
      Answer answer = answer(call).block();
      if (answer == null) {
        throw new IllegalStateException("No answer");
      }
      return answer;
    } catch (RuntimeException failure) {
      throw Exceptions.unwrap(failure) instanceof Exception cause ? cause : failure;
    }
  }

  @Override
  protected InputStream open(Call call) throws InterruptedException {
    CountDownLatch head = new CountDownLatch(1);
    Flux<byte[]> body =
        call(call)
            .response(
                (response, bytes) -> {
                  head.countDown();
                  return bytes.map(NettyContract::bytes);
                });
    Stream<byte[]> parts = body.toStream(1);
    head.await();
    return new StreamedBody(parts);
  }

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    return bytes;
  }

  @Override
  protected void abandon(Call call) {
    call(call).response().block();
  }

  @Override
  protected Running start(Call call) {
    CompletableFuture<Answer> started = answer(call).toFuture();
    return new Running() {
      @Override
      public void cancel() {
        started.cancel(true);
      }

      @Override
      public boolean hasFailed() throws InterruptedException {
        try {
          return started.get() == null;
        } catch (CancellationException cancelled) {
          return true;
        } catch (ExecutionException unexpected) {
          throw new UncheckedIOException(new IOException(unexpected));
        }
      }
    };
  }

  @Override
  protected int threads() {
    return 20;
  }

  @Override
  protected ContractProgram forThread() {
    return this;
  }
}
