import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/** Reads the articles of a shop with Spring's RestClient and WebClient. Arguments: origins. */
public final class Main {

  private static final ParameterizedTypeReference<Map<String, Object>> ARTICLE =
      new ParameterizedTypeReference<>() {};
  private static final ParameterizedTypeReference<List<Map<String, Object>>> ARTICLES =
      new ParameterizedTypeReference<>() {};

  private Main() {}

  public static void main(String[] origins) {
    HttpClient http = HttpClient.newBuilder().followRedirects(Redirect.NORMAL).build();
    JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
    requests.enableCompression(true);
    for (String origin : origins) {
      RestClient rest = RestClient.builder().requestFactory(requests).baseUrl(origin).build();
      read(
          path -> rest.get().uri(path).retrieve().body(ARTICLE),
          path -> rest.get().uri(path).retrieve().body(ARTICLES));
      WebClient web =
          WebClient.builder()
              .clientConnector(new JdkClientHttpConnector(http))
              .baseUrl(origin)
              .build();
      read(
          path -> web.get().uri(path).retrieve().bodyToMono(ARTICLE).block(),
          path -> web.get().uri(path).retrieve().bodyToFlux(ARTICLE).collectList().block());
    }
  }

  private static void read(
      Function<String, Map<String, Object>> article,
      Function<String, List<Map<String, Object>>> articles) {
    for (int id = 1; id <= 20; id++) {
      System.out.println(article.apply("/api/articles/" + id));
    }
    System.out.println(article.apply("/api/articles/latest"));
    System.out.println(articles.apply("/api/articles"));
    System.out.println(article.apply("/api/state"));
    try {
      System.out.println(article.apply("/api/articles/999"));
    } catch (HttpClientErrorException e) {
      System.out.println(e.getStatusCode() + " " + e.getResponseBodyAsString());
    } catch (WebClientResponseException e) {
      System.out.println(e.getStatusCode() + " " + e.getResponseBodyAsString());
    }
  }
}
