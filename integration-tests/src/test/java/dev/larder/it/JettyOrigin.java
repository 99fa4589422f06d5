package dev.larder.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.internal.HTTP2ServerConnection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** HTTP/2, by upgrade from cleartext (h2c) or negotiated over TLS (h2). */
final class JettyOrigin extends Handler.Abstract implements Origin {

  private final Map<String, Page.Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, String> pushes = new ConcurrentHashMap<>();
  private final Set<String> hesitant = ConcurrentHashMap.newKeySet();
  private final Ledger ledger = new Ledger();
  private final Server server;
  private final ServerConnector connector;
  private final String scheme;

  private JettyOrigin(Server server, ServerConnector connector, String scheme) throws Exception {
    this.server = server;
    this.connector = connector;
    this.scheme = scheme;
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
  }

  static JettyOrigin h2c() throws Exception {
    Server server = server();
    HttpConfiguration configuration = configuration();
    ServerConnector connector =
        new ServerConnector(
            server,
            1,
            1,
            new HttpConnectionFactory(configuration),
            new HTTP2CServerConnectionFactory(configuration));
    return start(new JettyOrigin(server, connector, "http"));
  }

  static JettyOrigin h2(Certificate certificate) throws Exception {
    Server server = server();
    HttpConfiguration configuration = configuration();
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setSslContext(certificate.context());
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol("http/1.1");
    ServerConnector connector =
        new ServerConnector(
            server,
            1,
            1,
            new SslConnectionFactory(ssl, alpn.getProtocol()),
            alpn,
            new HTTP2ServerConnectionFactory(configuration),
            new HttpConnectionFactory(configuration));
    return start(new JettyOrigin(server, connector, "https"));
  }

  private static Server server() {
    QueuedThreadPool threads = new QueuedThreadPool(40);
    threads.setDaemon(true);
    return new Server(threads);
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    return configuration;
  }

  private static JettyOrigin start(JettyOrigin origin) throws Exception {
    origin.server.setHandler(origin);
    origin.server.start();
    return origin;
  }

  @Override
  public URI uri(String path) {
    return URI.create(scheme + "://127.0.0.1:" + connector.getLocalPort() + path);
  }

  @Override
  public void on(String path, Page.Answer answer) {
    answers.put(path, answer);
  }

  /** Lets a request for one path push another before it is answered itself. */
  void push(String path, String pushed) {
    pushes.put(path, pushed);
  }

  /** Sends a DATA frame without data before the body; for one request a connection at a time. */
  void emptyFrameFirst(String path) {
    hesitant.add(path);
  }

  @Override
  public Map<String, Integer> take() {
    return ledger.take();
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Page.Answer answer = answers.get(request.getHttpURI().getPath());
    Map<String, List<String>> fields = new TreeMap<>();
    for (HttpField field : request.getHeaders()) {
      fields
          .computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(field.getValue());
    }
    Received received =
        ledger.receive(
            request.getMethod(),
            request.getHttpURI().getPathQuery(),
            fields,
            Content.Source.asString(request, ISO_8859_1));
    Page page =
        answer == null
            ? Page.of(404, "nothing here", "Cache-Control", "no-store")
            : answer.to(received);
    String pushed = pushes.get(request.getHttpURI().getPath());
    if (pushed != null) {
      HttpURI uri = HttpURI.build(request.getHttpURI()).path(pushed);
      request.push(
          new MetaData.Request(
              "GET", uri, HttpVersion.HTTP_2, HttpFields.build(request.getHeaders())));
    }
    response.setStatus(page.status());
    for (int i = 0; i < page.fields().size(); i += 2) {
      response.getHeaders().add(page.fields().get(i), page.fields().get(i + 1));
    }
    boolean bodiless = page.status() == 204 || page.status() == 304;
    if (!bodiless && !page.chunked()) {
      response.getHeaders().put("Content-Length", page.body().length);
    }
    boolean silent = bodiless || request.getMethod().equals("HEAD");
    ByteBuffer body = silent ? null : ByteBuffer.wrap(page.body());
    if (hesitant.contains(request.getHttpURI().getPath())) {
      response.write(
          false,
          null,
          Callback.from(
              () -> sendEmptyFrame(request, () -> response.write(true, body, callback)),
              callback::failed));
    } else if (page.chunked()) {
      response.write(
          false, body, Callback.from(() -> response.write(true, null, callback), callback::failed));
    } else {
      response.write(true, body, callback);
    }
    return true;
  }

  private static void sendEmptyFrame(Request request, Runnable then) {
    HTTP2ServerConnection connection =
        (HTTP2ServerConnection) request.getConnectionMetaData().getConnection();
    Stream stream =
        connection.getSession().getStreams().stream()
            .filter(one -> !one.isClosed())
            .findFirst()
            .orElseThrow();
    stream.data(
        new DataFrame(stream.getId(), ByteBuffer.allocate(0), false),
        Callback.from(then, failure -> then.run()));
  }
}
