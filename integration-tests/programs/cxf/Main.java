import jakarta.ws.rs.core.Response;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.apache.cxf.configuration.jsse.TLSClientParameters;
import org.apache.cxf.jaxrs.client.ClientConfiguration;
import org.apache.cxf.jaxrs.client.WebClient;
import org.apache.cxf.transport.common.gzip.GZIPInInterceptor;
import org.apache.cxf.transport.http.HTTPConduit;

/** Reads the articles of a shop with CXF's client. Arguments: origins. */
public final class Main {

  private Main() {}

  public static void main(String[] origins) throws NoSuchAlgorithmException {
    for (String origin : origins) {
      for (int id = 1; id <= 20; id++) {
        read(origin, "api/articles/" + id);
      }
      read(origin, "api/articles/latest");
      read(origin, "api/articles");
      read(origin, "api/articles/999");
      read(origin, "api/state");
    }
  }

  private static void read(String origin, String path) throws NoSuchAlgorithmException {
    WebClient client = WebClient.create(origin).path(path).accept("application/json");
    client.acceptEncoding("gzip");
    ClientConfiguration configuration = WebClient.getConfig(client);
    configuration.getInInterceptors().add(new GZIPInInterceptor());
    HTTPConduit conduit = configuration.getHttpConduit();
    conduit.getClient().setAutoRedirect(true);
    // Without a context, CXF makes one with a trust manager of its own, which nobody else
    // can ask whom it trusts.
    TLSClientParameters tls = new TLSClientParameters();
    tls.setSslContext(SSLContext.getDefault());
    conduit.setTlsClientParameters(tls);
    try (Response response = client.get()) {
      System.out.println(response.getStatus() + " " + response.readEntity(String.class));
    } finally {
      client.close();
    }
  }
}
