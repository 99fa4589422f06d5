import scala.util.Either;
import sttp.client4.Request;
import sttp.client4.Response;
import sttp.client4.WebSocketSyncBackend;
import sttp.client4.httpclient.HttpClientSyncBackend;
import sttp.client4.package$;
import sttp.model.Uri;

/** Reads the articles of a shop with sttp. Arguments: origins. */
public final class Main {

  private Main() {}

  public static void main(String[] origins) throws Exception {
    WebSocketSyncBackend backend =
        HttpClientSyncBackend.apply(
            HttpClientSyncBackend.apply$default$1(),
            HttpClientSyncBackend.apply$default$2(),
            HttpClientSyncBackend.apply$default$3());
    for (String origin : origins) {
      for (int id = 1; id <= 20; id++) {
        read(backend, origin + "/api/articles/" + id);
      }
      read(backend, origin + "/api/articles/latest");
      read(backend, origin + "/api/articles");
      read(backend, origin + "/api/articles/999");
      read(backend, origin + "/api/state");
    }
    ((AutoCloseable) backend).close();
  }

  private static void read(WebSocketSyncBackend backend, String uri) {
    Request<Either<String, String>> request =
        (Request<Either<String, String>>) package$.MODULE$.basicRequest().get(Uri.unsafeParse(uri));
    Response<Either<String, String>> response = request.send(backend);
    System.out.println(response.code() + " " + response.body());
  }
}
