import feign.Feign;
import feign.FeignException;
import feign.Headers;
import feign.Param;
import feign.RequestLine;
import feign.http2client.Http2Client;
import feign.jackson.JacksonDecoder;
import java.util.List;
import java.util.Map;

/** Reads the articles of a shop with Feign and Jackson. Arguments: origins. */
public final class Main {

  @Headers({"Accept: application/json", "Accept-Encoding: gzip"})
  interface Shop {
    @RequestLine("GET /api/articles/{id}")
    Map<String, Object> article(@Param("id") String id);

    @RequestLine("GET /api/articles")
    List<Map<String, Object>> articles();

    @RequestLine("GET /api/state")
    Map<String, Object> state();
  }

  private Main() {}

  public static void main(String[] origins) {
    for (String origin : origins) {
      Shop shop =
          Feign.builder()
              .client(new Http2Client())
              .decoder(new JacksonDecoder())
              .target(Shop.class, origin);
      for (int id = 1; id <= 20; id++) {
        System.out.println(shop.article(String.valueOf(id)));
      }
      System.out.println(shop.article("latest"));
      System.out.println(shop.articles());
      System.out.println(shop.state());
      try {
        System.out.println(shop.article("999"));
      } catch (FeignException.NotFound e) {
        System.out.println(e.status() + " " + e.contentUTF8());
      }
    }
  }
}
