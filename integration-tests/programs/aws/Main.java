import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Reads a shop's objects with the AWS SDK over each of its HTTP clients, as a bucket named api.
 * Arguments: origins.
 */
public final class Main {

  private static final String KEY = "articles/";

  private Main() {}

  public static void main(String[] origins) {
    try (SdkAsyncHttpClient netty = NettyNioAsyncHttpClient.builder().maxConcurrency(4).build()) {
      for (String origin : origins) {
        read(origin, UrlConnectionHttpClient.create());
        read(origin, ApacheHttpClient.create());
        read(origin, Apache5HttpClient.create());
        readAtOnce(origin, netty);
      }
    }
  }

  private static <B extends S3BaseClientBuilder<B, ?>> B set(B builder, String origin) {
    return builder
        .endpointOverride(URI.create(origin))
        .region(Region.EU_CENTRAL_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("name", "secret")));
  }

  private static void read(String origin, SdkHttpClient client) {
    try (SdkHttpClient http = client;
        S3Client bucket = set(S3Client.builder(), origin).httpClient(http).build()) {
      for (int turn = 0; turn < 2; turn++) {
        for (int id = 1; id <= 20; id++) {
          System.out.println(get(bucket, KEY + id));
        }
      }
      try {
        System.out.println(get(bucket, KEY + 999));
      } catch (S3Exception e) {
        System.out.println(e.statusCode());
      }
    }
  }

  private static String get(S3Client bucket, String key) {
    return bucket.getObjectAsBytes(request -> request.bucket("api").key(key)).asUtf8String();
  }

  private static void readAtOnce(String origin, SdkAsyncHttpClient client) {
    try (S3AsyncClient bucket = set(S3AsyncClient.builder(), origin).httpClient(client).build()) {
      for (int turn = 0; turn < 2; turn++) {
        List<CompletableFuture<String>> articles = new ArrayList<>();
        for (int id = 1; id <= 20; id++) {
          articles.add(get(bucket, KEY + id));
        }
        articles.forEach(article -> System.out.println(article.join()));
      }
      try {
        System.out.println(get(bucket, KEY + 999).join());
      } catch (CompletionException e) {
        System.out.println(((S3Exception) e.getCause()).statusCode());
      }
    }
  }

  private static CompletableFuture<String> get(S3AsyncClient bucket, String key) {
    return bucket
        .getObject(request -> request.bucket("api").key(key), AsyncResponseTransformer.toBytes())
        .thenApply(bytes -> bytes.asUtf8String());
  }
}
