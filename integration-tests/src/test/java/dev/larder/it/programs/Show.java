package dev.larder.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Everything that a program can see of a response or of a failure, as text. */
public final class Show {

  /** What two answers of one origin may differ in, and what is of one connection only. */
  private static final Set<String> IGNORED =
      Set.of("date", "age", "connection", "keep-alive", "transfer-encoding", "upgrade");

  private Show() {}

  public static String response(HttpResponse<?> response) {
    StringBuilder text = new StringBuilder(head(response));
    text.append(" body=").append(body(response.body()));
    text.append(" request=[").append(request(response.request())).append(']');
    HttpResponse<?> previous = response.previousResponse().orElse(null);
    while (previous != null) {
      text.append(" after [").append(head(previous));
      text.append(" body=").append(body(previous.body()));
      text.append(" request=[").append(request(previous.request())).append("]]");
      previous = previous.previousResponse().orElse(null);
    }
    return text.toString();
  }

  private static String head(HttpResponse<?> response) {
    return response.statusCode()
        + " "
        + response.version()
        + " "
        + response.uri()
        + " "
        + fields(response.headers().map())
        + response.sslSession().map(Show::session).orElse("");
  }

  private static String fields(Map<String, List<String>> map) {
    Map<String, List<String>> shown = new TreeMap<>();
    map.forEach((name, values) -> shown.put(name, values));
    shown.keySet().removeIf(name -> IGNORED.contains(name.toLowerCase(Locale.ROOT)));
    return shown.toString();
  }

  static String request(HttpRequest request) {
    return request.method()
        + " "
        + request.uri()
        + " "
        + request.headers().map()
        + " "
        + request.version().map(Object::toString).orElse("any version")
        + " "
        + request.timeout().map(Object::toString).orElse("no timeout")
        + (request.expectContinue() ? " expects 100" : "");
  }

  private static String session(SSLSession session) {
    try {
      List<String> certificates = new ArrayList<>();
      for (Certificate certificate : session.getPeerCertificates()) {
        certificates.add(hash(certificate.getEncoded()));
      }
      return " ssl["
          + session.getProtocol()
          + " "
          + session.getCipherSuite()
          + " "
          + session.getPeerHost()
          + ":"
          + session.getPeerPort()
          + " "
          + session.getPeerPrincipal()
          + " "
          + certificates
          + "]";
    } catch (GeneralSecurityException | IOException e) {
      return " ssl[" + e + "]";
    }
  }

  /** The content of any body that a handler of the JDK gives, read to its end. */
  public static String body(@Nullable Object body) {
    try {
      if (body == null) {
        return "null";
      } else if (body instanceof byte[] bytes) {
        return "bytes " + hash(bytes);
      } else if (body instanceof String string) {
        return "string " + hash(string.getBytes(StandardCharsets.UTF_8));
      } else if (body instanceof InputStream in) {
        try (in) {
          return "stream " + hash(in.readAllBytes());
        }
      } else if (body instanceof Path path) {
        return "file " + path.getFileName() + " " + hash(Files.readAllBytes(path));
      } else if (body instanceof Stream<?> lines) {
        String text = lines.map(Object::toString).collect(Collectors.joining("|"));
        return "lines " + hash(text.getBytes(StandardCharsets.UTF_8));
      } else if (body instanceof Flow.Publisher<?> publisher) {
        return "publisher " + published(publisher);
      }
      return body.getClass().getSimpleName() + " " + body;
    } catch (IOException | UncheckedIOException e) {
      return "failed " + failure(e);
    }
  }

  /** A throwable and its causes: classes and messages. */
  public static String failure(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable t = failure; t != null; t = t.getCause()) {
      text.append(text.length() == 0 ? "" : " <- ").append(t.getClass().getName());
      text.append(": ").append(t.getMessage());
    }
    return text.toString();
  }

  /** What kind of failure it is; messages and causes may depend on the moment. */
  public static String kind(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof ExecutionException && cause != null
        ? cause.getClass().getName()
        : failure.getClass().getName();
  }

  public static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return bytes.length + "/" + HexFormat.of().formatHex(digest, 0, 6);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String published(Flow.Publisher<?> publisher) {
    HttpResponse.BodySubscriber<byte[]> collector = HttpResponse.BodySubscribers.ofByteArray();
    CompletableFuture<byte[]> bytes = collector.getBody().toCompletableFuture();
    publisher.subscribe(
        new Flow.Subscriber<Object>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            collector.onSubscribe(subscription);
          }

          @Override
          public void onNext(Object item) {
            List<ByteBuffer> buffers = new ArrayList<>();
            ((List<?>) item).forEach(buffer -> buffers.add((ByteBuffer) buffer));
            collector.onNext(buffers);
          }

          @Override
          public void onError(Throwable failure) {
            collector.onError(failure);
          }

          @Override
          public void onComplete() {
            collector.onComplete();
          }
        });
    return hash(bytes.join());
  }
}
