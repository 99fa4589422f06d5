import java.util.Map;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.netty.http.client.HttpClient;

/** Reads the articles of a shop with Spring's WebClient on Reactor Netty. Arguments: origins. */
public final class Main {

  private static final ParameterizedTypeReference<Map<String, Object>> ARTICLE =
      new ParameterizedTypeReference<>() {};

  private Main() {}

  public static void main(String[] origins) {
    HttpClient http = HttpClient.create().followRedirect(true).compress(true);
    for (String origin : origins) {
      WebClient web =
          WebClient.builder()
              .clientConnector(new ReactorClientHttpConnector(http))
              .baseUrl(origin)
              .build();
      read(web);
    }
  }

  private static void read(WebClient web) {
    Flux.range(1, 20)
        .flatMapSequential(id -> article(web, "/api/articles/" + id), 4)
        .doOnNext(System.out::println)
        .blockLast();
    System.out.println(article(web, "/api/articles/latest").blockLast());
    System.out.println(article(web, "/api/articles").collectList().block());
    System.out.println(article(web, "/api/state").blockLast());
    try {
      System.out.println(article(web, "/api/articles/999").blockLast());
    } catch (WebClientResponseException e) {
      System.out.println(e.getStatusCode() + " " + e.getResponseBodyAsString());
    }
  }

  private static Flux<Map<String, Object>> article(WebClient web, String path) {
    return web.get().uri(path).retrieve().bodyToFlux(ARTICLE);
  }
}
