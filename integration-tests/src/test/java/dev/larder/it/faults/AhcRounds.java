package dev.larder.it.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.it.programs.AhcParts;
import dev.larder.it.programs.NettyFields;
import dev.larder.it.programs.Show;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.BoundRequestBuilder;
import org.asynchttpclient.Dsl;
import org.asynchttpclient.Response;
import org.jspecify.annotations.Nullable;

/** Calls of AsyncHttpClient. */
public final class AhcRounds extends BlockingRounds {

  private final AsyncHttpClient client = Dsl.asyncHttpClient(Dsl.config().setFollowRedirect(true));

  /** Each request on a connection of its own, and only once. */
  private final AsyncHttpClient once =
      Dsl.asyncHttpClient(Dsl.config().setKeepAlive(false).setMaxRequestRetry(0));

  private AhcRounds(URI http, URI https) {
    super(http, https);
  }

  public static void main(String[] arguments) throws Exception {
    AhcRounds rounds = new AhcRounds(URI.create(arguments[0]), URI.create(arguments[1]));
    rounds.run(Path.of(arguments[2]), Path.of(arguments[3]));
    rounds.client.close();
    rounds.once.close();
  }

  @Override
  protected void fetch() {
    super.fetch();
    // The client reads as fast as it can, so that a body which it gives up may have come already.
    for (String path : List.of("/closes", "/cut")) {
      try {
        print(path, shown(once.prepareGet(http(path).toString())));
      } catch (IOException failure) {
        print(path, Show.kind(failure));
      }
    }
  }

  @Override
  void closeEarly(URI uri) throws IOException {
    try (Stream<byte[]> parts = AhcParts.of(client.prepareGet(uri.toString()))) {
      byte[] first = parts.findFirst().orElseThrow();
      print("first bytes", new String(first, 0, 4, UTF_8));
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  String send(URI uri, String method, @Nullable String body, String... fields) throws IOException {
    BoundRequestBuilder request = client.prepare(method, uri.toString());
    for (int i = 0; i < fields.length; i += 2) {
      request.setHeader(fields[i], fields[i + 1]);
    }
    if (body != null) {
      request.setBody(body);
    }
    return shown(request);
  }

  private static String shown(BoundRequestBuilder request) throws IOException {
    try {
      return shown(request.execute().get());
    } catch (InterruptedException e) {
      throw new IOException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e);
    }
  }

  private static String shown(Response response) {
    Map<String, List<String>> shown = NettyFields.of(response.getHeaders());
    OF_CONNECTION.forEach(shown::remove);
    return response.getStatusCode()
        + " "
        + response.getStatusText()
        + " "
        + response.getUri()
        + shown
        + Show.hash(response.getResponseBodyAsBytes());
  }
}
