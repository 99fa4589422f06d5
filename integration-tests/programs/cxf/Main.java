import jakarta.ws.rs.core.Response;
import org.apache.cxf.jaxrs.client.ClientConfiguration;
import org.apache.cxf.jaxrs.client.WebClient;
import org.apache.cxf.transport.common.gzip.GZIPInInterceptor;

/** Reads the articles of a shop with CXF's client. Arguments: origins. */
public final class Main {

  private Main() {}

  public static void main(String[] origins) {
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

  private static void read(String origin, String path) {
    WebClient client = WebClient.create(origin).path(path).accept("application/json");
    client.acceptEncoding("gzip");
    ClientConfiguration configuration = WebClient.getConfig(client);
    configuration.getInInterceptors().add(new GZIPInInterceptor());
    configuration.getHttpConduit().getClient().setAutoRedirect(true);
    try (Response response = client.get()) {
      System.out.println(response.getStatus() + " " + response.readEntity(String.class));
    } finally {
      client.close();
    }
  }
}
