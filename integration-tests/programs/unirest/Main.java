import kong.unirest.core.HttpResponse;
import kong.unirest.core.JsonNode;
import kong.unirest.core.Unirest;

/** Reads the articles of a shop with Unirest. Arguments: origins. */
public final class Main {

  private Main() {}

  public static void main(String[] origins) {
    for (String origin : origins) {
      for (int id = 1; id <= 20; id++) {
        print(Unirest.get(origin + "/api/articles/{id}").routeParam("id", "" + id).asJson());
      }
      print(Unirest.get(origin + "/api/articles/latest").asJson());
      print(Unirest.get(origin + "/api/articles").asJson());
      print(Unirest.get(origin + "/api/articles/999").asJson());
      System.out.println(Unirest.get(origin + "/api/state").asString().getBody());
    }
    Unirest.shutDown();
  }

  private static void print(HttpResponse<JsonNode> response) {
    System.out.println(response.getStatus() + " " + response.getBody());
  }
}
