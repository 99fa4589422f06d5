import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.HttpUrlConnectorProvider;
import org.glassfish.jersey.client.filter.EncodingFilter;
import org.glassfish.jersey.client.spi.ConnectorProvider;
import org.glassfish.jersey.jnh.connector.JavaNetHttpConnectorProvider;
import org.glassfish.jersey.message.GZipEncoder;

/**
 * Reads the articles of a shop with Jersey over java.net.http, and over HttpURLConnection, which is
 * its default. Arguments: origins.
 */
public final class Main {

  private Main() {}

  public static void main(String[] origins) {
    for (ConnectorProvider connector :
        List.of(new JavaNetHttpConnectorProvider(), new HttpUrlConnectorProvider())) {
      Client client =
          ClientBuilder.newClient(
              new ClientConfig()
                  .connectorProvider(connector)
                  .register(GZipEncoder.class)
                  .register(EncodingFilter.class));
      for (String origin : origins) {
        for (int id = 1; id <= 20; id++) {
          read(client, origin + "/api/articles/" + id);
        }
        read(client, origin + "/api/articles/latest");
        read(client, origin + "/api/articles");
        read(client, origin + "/api/articles/999");
        read(client, origin + "/api/state");
      }
      client.close();
    }
  }

  private static void read(Client client, String uri) {
    try (Response response = client.target(uri).request(MediaType.APPLICATION_JSON).get()) {
      System.out.println(response.getStatus() + " " + response.readEntity(String.class));
    }
  }
}
