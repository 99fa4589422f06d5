package dev.larder.it;

import com.google.gson.Gson;
import dev.larder.it.programs.PlaywrightContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The fetch calls of Playwright: its driver follows redirects and gives bodies as a whole. */
class PlaywrightContractIT extends ClientContract {

  PlaywrightContractIT(@TempDir Path directory) throws IOException {
    super(directory, PlaywrightContract.class, versions());
  }

  private static Stream<Platform> versions() throws IOException {
    PlaywrightVersion oldest = PlaywrightVersion.oldest().require();
    PlaywrightVersion newest = PlaywrightVersion.newest().require();
    return Stream.of(oldest, newest)
        .distinct()
        .map(
            version ->
                new Platform(
                    Jdk.running(), version.toString(), jvm -> version.set(jvm, Gson.class)));
  }

  @Override
  int redirectsAskedFor() {
    return 2;
  }

  @Override
  int rangesAskedFor() {
    return 1;
  }

  @Override
  boolean collapses() {
    return false;
  }

  @Override
  boolean streams() {
    return false;
  }

  @Override
  int threads() {
    return 3;
  }
}
