import java.io.IOException;
import org.jsoup.Connection.Response;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** Reads the pages of a shop with jsoup. Arguments: origins. */
public final class Main {

  private Main() {}

  public static void main(String[] origins) throws IOException {
    for (String origin : origins) {
      for (int page = 1; page <= 20; page++) {
        print(Jsoup.connect(origin + "/pages/" + page).get());
      }
      print(Jsoup.connect(origin + "/pages/latest").get());
      print(Jsoup.connect(origin + "/pages/all").get());
      Response missing = Jsoup.connect(origin + "/pages/999").ignoreHttpErrors(true).execute();
      System.out.println(missing.statusCode() + " " + missing.parse().title());
      Response state = Jsoup.connect(origin + "/api/state").ignoreContentType(true).execute();
      System.out.println(state.body());
    }
  }

  private static void print(Document page) {
    System.out.println(page.location() + " " + page.title() + " " + page.select("li").eachText());
  }
}
