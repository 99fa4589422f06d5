import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Reads a shop's objects with the AWS SDK over each of its synchronous HTTP clients, as a bucket
 * named api. Arguments: origins.
 */
public final class Main {

  private static final String KEY = "articles/";

  private Main() {}

  public static void main(String[] origins) {
    for (String origin : origins) {
      read(origin, UrlConnectionHttpClient.create());
      read(origin, ApacheHttpClient.create());
      read(origin, Apache5HttpClient.create());
    }
  }

  private static void read(String origin, SdkHttpClient client) {
    try (SdkHttpClient http = client;
        S3Client bucket =
            S3Client.builder()
                .httpClient(http)
                .endpointOverride(URI.create(origin))
                .region(Region.EU_CENTRAL_1)
                .forcePathStyle(true)
                .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("name", "secret")))
                .build()) {
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
}
