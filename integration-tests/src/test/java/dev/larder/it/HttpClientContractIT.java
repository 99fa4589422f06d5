package dev.larder.it;

import dev.larder.it.programs.HttpClientContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The client of the JDK. */
class HttpClientContractIT extends ClientContract {

  HttpClientContractIT(@TempDir Path directory) {
    super(
        directory,
        HttpClientContract.class,
        Jdks.all().map(jdk -> new Platform(jdk, "HttpClient", jvm -> {})));
  }

  @Override
  int redirectsAskedFor() {
    return 0;
  }

  @Override
  int rangesAskedFor() {
    return 0;
  }

  @Override
  boolean collapses() {
    return true;
  }

  @Override
  boolean streams() {
    return true;
  }

  @Override
  int threads() {
    return 32;
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void trailerFieldsAreNeitherStoredNorHeeded(Platform platform) throws Exception {
    eachAnswers(platform, "trailers", 2, "200");
    asked(platform, "/trailers", 2, 1, 0);
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void aSubscriberGetsTheBodyAsItIsSent(Platform platform) throws Exception {
    asked(platform, "/two-parts-flow", 1, 1, 0);
    asked(platform, "/two-chunks-flow", 1, 1, 0);
  }
}
