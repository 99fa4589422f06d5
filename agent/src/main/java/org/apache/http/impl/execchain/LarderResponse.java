package org.apache.http.impl.execchain;

import dev.larder.bridge.ReplyBody;
import java.io.IOException;
import org.apache.http.HttpResponse;
import org.apache.http.client.methods.CloseableHttpResponse;

/** A response of the network whose body is copied: the cache hears when it is given up. */
final class LarderResponse extends HttpResponseProxy {

  private final CloseableHttpResponse network;
  private final ReplyBody body;

  @SuppressWarnings("NullAway") // what is without a connection of its own has none
  LarderResponse(CloseableHttpResponse network, ReplyBody body) {
    super(network, null);
    this.network = network;
    this.body = body;
  }

  /** A response that has come over no connection. */
  @SuppressWarnings("NullAway") // the client does the same
  static HttpResponseProxy withoutConnection(HttpResponse response) {
    return new HttpResponseProxy(response, null);
  }

  @Override
  public void close() throws IOException {
    body.abandoned();
    network.close();
  }

  @Override
  public String toString() {
    return network.toString();
  }
}
