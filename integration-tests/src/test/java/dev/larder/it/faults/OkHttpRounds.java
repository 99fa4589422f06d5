package dev.larder.it.faults;

import dev.larder.it.programs.Show;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Calls of OkHttp. */
public final class OkHttpRounds extends BlockingRounds {

  private final OkHttpClient client = new OkHttpClient();

  private OkHttpRounds(URI http, URI https) {
    super(http, https);
  }

  public static void main(String[] arguments) throws Exception {
    new OkHttpRounds(URI.create(arguments[0]), URI.create(arguments[1]))
        .run(Path.of(arguments[2]), Path.of(arguments[3]));
  }

  private static Request.Builder to(URI uri) {
    return new Request.Builder().url(uri.toString());
  }

  /** The caller sees to it that no more bytes come. */
  @Override
  void closeEarly(URI uri) throws IOException {
    Call call = client.newCall(to(uri).build());
    try (Response response = call.execute()) {
      print("first bytes", response.body().source().readUtf8(4));
      call.cancel();
    }
  }

  @Override
  String send(URI uri, String method, @Nullable String body, String... fields) throws IOException {
    RequestBody sent =
        body == null ? null : RequestBody.create(MediaType.parse("text/plain"), body);
    Request.Builder request = to(uri).method(method, sent);
    for (int i = 0; i < fields.length; i += 2) {
      request.header(fields[i], fields[i + 1]);
    }
    try (Response response = client.newCall(request.build()).execute()) {
      Map<String, List<String>> shown = new TreeMap<>();
      new HashMap<>(response.headers().toMultimap())
          .forEach((name, values) -> shown.put(name.toLowerCase(Locale.ROOT), values));
      OF_CONNECTION.forEach(shown::remove);
      String tls =
          response.handshake() == null
              ? ""
              : response.handshake().cipherSuite()
                  + " "
                  + response.handshake().peerCertificates().hashCode();
      Response network = response.networkResponse();
      String names = network == null ? "" : network.request().headers().names().toString();
      return response.code()
          + " "
          + response.request().url()
          + shown
          + tls
          + names
          + Show.hash(response.body().bytes());
    }
  }
}
