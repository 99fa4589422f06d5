import feign.Feign;
import feign.FeignException;
import feign.Param;
import feign.RequestLine;
import feign.okhttp.OkHttpClient;
import java.io.IOException;
import retrofit2.Call;
import retrofit2.Response;
import retrofit2.Retrofit;
import retrofit2.converter.scalars.ScalarsConverterFactory;
import retrofit2.http.GET;
import retrofit2.http.Path;

/** Reads the articles of a shop with Retrofit, and with Feign on OkHttp. Arguments: origins. */
public final class Main {

  interface Api {
    @GET("/api/articles/{id}")
    Call<String> article(@Path("id") String id);

    @GET("/api/articles")
    Call<String> articles();

    @GET("/api/state")
    Call<String> state();
  }

  interface Shop {
    @RequestLine("GET /api/articles/{id}")
    String article(@Param("id") String id);

    @RequestLine("GET /api/articles")
    String articles();
  }

  private Main() {}

  public static void main(String[] origins) throws IOException {
    okhttp3.OkHttpClient client = new okhttp3.OkHttpClient();
    for (String origin : origins) {
      retrofit(client, origin);
      feign(client, origin);
    }
    // Its threads would keep the program for a minute.
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  private static void retrofit(okhttp3.OkHttpClient client, String origin) throws IOException {
    Api api =
        new Retrofit.Builder()
            .baseUrl(origin)
            .client(client)
            .addConverterFactory(ScalarsConverterFactory.create())
            .build()
            .create(Api.class);
    for (int id = 1; id <= 20; id++) {
      System.out.println(api.article(String.valueOf(id)).execute().body());
    }
    System.out.println(api.article("latest").execute().body());
    System.out.println(api.articles().execute().body());
    System.out.println(api.state().execute().body());
    Response<String> missing = api.article("999").execute();
    System.out.println(missing.code() + " " + missing.errorBody().string());
  }

  private static void feign(okhttp3.OkHttpClient client, String origin) {
    Shop shop = Feign.builder().client(new OkHttpClient(client)).target(Shop.class, origin);
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
