import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequestFactory;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.javanet.NetHttpTransport;
import feign.Feign;
import feign.FeignException;
import feign.Param;
import feign.RequestLine;
import java.io.IOException;
import org.jsoup.Connection.Response;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/**
 * Reads a shop with libraries that are built on {@code java.net.HttpURLConnection}: jsoup, the HTTP
 * client of Google, and Feign. Arguments: origins.
 */
public final class Main {

  interface Shop {
    @RequestLine("GET /api/articles/{id}")
    String article(@Param("id") String id);

    @RequestLine("GET /api/articles")
    String articles();
  }

  private Main() {}

  public static void main(String[] origins) throws IOException {
    for (String origin : origins) {
      jsoup(origin);
      google(origin);
      feign(origin);
    }
  }

  private static void jsoup(String origin) throws IOException {
    for (int page = 1; page <= 20; page++) {
      print(Jsoup.connect(origin + "/pages/" + page).get());
    }
    print(Jsoup.connect(origin + "/pages/latest").get());
    print(Jsoup.connect(origin + "/pages/all").get());
    Response missing = Jsoup.connect(origin + "/pages/999").ignoreHttpErrors(true).execute();
    System.out.println(missing.statusCode() + " " + missing.parse().title());
  }

  private static void print(Document page) {
    System.out.println(page.location() + " " + page.title() + " " + page.select("li").eachText());
  }

  private static void google(String origin) throws IOException {
    HttpRequestFactory requests = new NetHttpTransport().createRequestFactory();
    for (int id = 1; id <= 20; id++) {
      System.out.println(get(requests, origin + "/api/articles/" + id));
    }
    System.out.println(get(requests, origin + "/api/articles/latest"));
    System.out.println(get(requests, origin + "/api/state"));
    try {
      System.out.println(get(requests, origin + "/api/articles/999"));
    } catch (HttpResponseException e) {
      System.out.println(e.getStatusCode() + " " + e.getContent());
    }
  }

  private static String get(HttpRequestFactory requests, String url) throws IOException {
    return requests.buildGetRequest(new GenericUrl(url)).execute().parseAsString();
  }

  private static void feign(String origin) {
    Shop shop = Feign.builder().target(Shop.class, origin);
    for (int id = 1; id <= 20; id++) {
      System.out.println(shop.article(String.valueOf(id)));
    }
    System.out.println(shop.article("latest"));
    System.out.println(shop.articles());
    try {
      System.out.println(shop.article("999"));
    } catch (FeignException.NotFound e) {
      System.out.println(e.status() + " " + e.contentUTF8());
    }
  }
}
