package dev.larder.it.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.it.programs.NettyFields;
import dev.larder.it.programs.Show;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;

/** Calls of Reactor Netty. */
public final class NettyRounds extends BlockingRounds {

  private final HttpClient client = HttpClient.create().followRedirect(true);

  private NettyRounds(URI http, URI https) {
    super(http, https);
  }

  public static void main(String[] arguments) throws Exception {
    new NettyRounds(URI.create(arguments[0]), URI.create(arguments[1]))
        .run(Path.of(arguments[2]), Path.of(arguments[3]));
  }

  @Override
  protected void fetch() {
    super.fetch();
    print("closes", failure(http("/closes")));
  }

  /** What a client gets of a connection that ends without a response, if it tries no other. */
  private static String failure(URI uri) {
    try {
      return block(
              HttpClient.newConnection().disableRetry(true).get().uri(uri.toString()).response())
          + "";
    } catch (IOException failure) {
      return Show.kind(failure);
    }
  }

  /** The caller sees to it that no more bytes come. */
  @Override
  void closeEarly(URI uri) throws IOException {
    String first =
        block(
            client
                .get()
                .uri(uri.toString())
                .response(
                    (response, body) ->
                        body.asByteArray().map(part -> new String(part, 0, 4, UTF_8)))
                .next());
    print("first bytes", first);
  }

  private static <T> T block(Mono<T> result) throws IOException {
    try {
      T value = result.block();
      if (value == null) {
        throw new IllegalStateException("No result");
      }
      return value;
    } catch (RuntimeException failure) {
      if (Exceptions.unwrap(failure) instanceof IOException cause) {
        throw cause;
      }
      throw failure;
    }
  }

  @Override
  String send(URI uri, String method, @Nullable String body, String... fields) throws IOException {
    HttpClient.RequestSender sender =
        client
            .headers(
                headers -> {
                  for (int i = 0; i < fields.length; i += 2) {
                    headers.set(fields[i], fields[i + 1]);
                  }
                })
            .request(HttpMethod.valueOf(method))
            .uri(uri.toString());
    HttpClient.ResponseReceiver<?> call =
        body == null ? sender : sender.send(ByteBufMono.fromString(Mono.just(body)));
    return block(
        call.responseSingle(
            (response, bytes) ->
                bytes
                    .asByteArray()
                    .defaultIfEmpty(new byte[0])
                    .map(all -> shown(response) + Show.hash(all))));
  }

  private static String shown(HttpClientResponse response) {
    Map<String, List<String>> shown = NettyFields.of(response.responseHeaders());
    OF_CONNECTION.forEach(shown::remove);
    return response.status()
        + " "
        + response.resourceUrl()
        + shown
        + response.requestHeaders().names();
  }
}
