import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.client.BlockingHttpClient;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.Map;

/** Reads the articles of a shop with Micronaut's client. Arguments: origins. */
public final class Main {

  private static final Argument<Map<String, Object>> ARTICLE =
      Argument.mapOf(String.class, Object.class);

  private Main() {}

  public static void main(String[] origins) throws MalformedURLException {
    for (String origin : origins) {
      try (HttpClient client = HttpClient.create(new URL(origin))) {
        read(client.toBlocking());
      }
    }
  }

  private static void read(BlockingHttpClient shop) {
    for (int id = 1; id <= 20; id++) {
      System.out.println(shop.retrieve(HttpRequest.GET("/api/articles/" + id), ARTICLE));
    }
    System.out.println(shop.retrieve(HttpRequest.GET("/api/articles/latest"), ARTICLE));
    System.out.println(shop.retrieve(HttpRequest.GET("/api/articles"), Argument.listOf(ARTICLE)));
    System.out.println(shop.retrieve(HttpRequest.GET("/api/state"), ARTICLE));
    try {
      System.out.println(shop.retrieve(HttpRequest.GET("/api/articles/999"), ARTICLE));
    } catch (HttpClientResponseException e) {
      System.out.println(e.getStatus() + " " + e.getResponse().getBody(String.class));
    }
  }
}
