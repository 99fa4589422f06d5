import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequestFactory;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.apache.v2.ApacheHttpTransport;
import java.io.IOException;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlPage;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Reads a shop with libraries that are built on Apache HttpClient: HtmlUnit and the HTTP client of
 * Google on version 4, RestTemplate and RestClient of Spring on version 5. Arguments: origins.
 */
public final class Main {

  private Main() {}

  public static void main(String[] origins) throws IOException {
    for (String origin : origins) {
      htmlUnit(origin);
      google(origin);
      spring(origin);
    }
  }

  private static void htmlUnit(String origin) throws IOException {
    try (WebClient browser = new WebClient()) {
      browser.getOptions().setJavaScriptEnabled(false);
      browser.getOptions().setThrowExceptionOnFailingStatusCode(false);
      for (int page = 1; page <= 20; page++) {
        print(browser.getPage(origin + "/pages/" + page));
      }
      print(browser.getPage(origin + "/pages/latest"));
      print(browser.getPage(origin + "/pages/all"));
      print(browser.getPage(origin + "/pages/999"));
    }
  }

  private static void print(HtmlPage page) {
    int status = page.getWebResponse().getStatusCode();
    System.out.println(status + " " + page.getUrl() + " " + page.asNormalizedText());
  }

  private static void google(String origin) throws IOException {
    ApacheHttpTransport transport = new ApacheHttpTransport();
    HttpRequestFactory requests = transport.createRequestFactory();
    for (int id = 1; id <= 20; id++) {
      System.out.println(get(requests, origin + "/api/articles/" + id));
    }
    System.out.println(get(requests, origin + "/api/articles/latest"));
    System.out.println(get(requests, origin + "/api/articles"));
    System.out.println(get(requests, origin + "/api/state"));
    try {
      System.out.println(get(requests, origin + "/api/articles/999"));
    } catch (HttpResponseException e) {
      System.out.println(e.getStatusCode() + " " + e.getContent());
    }
    transport.shutdown();
  }

  private static String get(HttpRequestFactory requests, String url) throws IOException {
    return requests.buildGetRequest(new GenericUrl(url)).execute().parseAsString();
  }

  private static void spring(String origin) {
    HttpComponentsClientHttpRequestFactory requests = new HttpComponentsClientHttpRequestFactory();
    RestTemplate template = new RestTemplate(requests);
    RestClient client = RestClient.builder().requestFactory(requests).baseUrl(origin).build();
    for (int id = 1; id <= 20; id++) {
      System.out.println(template.getForObject(origin + "/api/articles/" + id, String.class));
      System.out.println(client.get().uri("/api/articles/" + id).retrieve().body(String.class));
    }
    System.out.println(template.getForObject(origin + "/api/articles/latest", String.class));
    System.out.println(client.get().uri("/api/articles").retrieve().body(String.class));
    try {
      System.out.println(template.getForObject(origin + "/api/articles/999", String.class));
    } catch (HttpClientErrorException e) {
      System.out.println(e.getStatusCode() + " " + e.getResponseBodyAsString());
    }
  }
}
