package dev.larder.benchmark.clients;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;

/** The JDK's older client, which has no cache. */
final class UrlConnectionCaller implements Caller {
  private final URL url;

  UrlConnectionCaller(String uri) throws IOException {
    this.url = URI.create(uri).toURL();
  }

  @Override
  public int bytes() throws Exception {
    try (InputStream in = url.openStream()) {
      return in.readAllBytes().length;
    }
  }

  @Override
  public int bytes(String uri) throws Exception {
    return new UrlConnectionCaller(uri).bytes();
  }

  @Override
  public long stream() throws Exception {
    try (InputStream in = url.openStream()) {
      return Caller.drain(in);
    }
  }
}
