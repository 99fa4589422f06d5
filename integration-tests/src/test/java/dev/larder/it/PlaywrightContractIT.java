package dev.larder.it;

import com.google.gson.Gson;
import dev.larder.it.faults.PlaywrightRounds;
import dev.larder.it.programs.PlaywrightContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The fetch calls of Playwright: its driver follows redirects and gives bodies as a whole. */
class PlaywrightContractIT extends ClientContract {

  private static final String API = "dev.larder.agent.client.playwright.api.";

  /**
   * What must have failed beside what every client calls. Methods with parameters of the bridge's
   * types can't be made to fail: these are what they call.
   */
  private static final Set<String> REACHED =
      Set.of(
          API + "Translation.isAbsolute",
          API + "Translation.spelled",
          API + "Translation.put",
          API + "Translation.cookie",
          API + "DecodedResponses.response",
          API + "DecodedResponses.shown",
          API + "DecodedResponses.bytes",
          API + "NodeTrust.partition",
          API + "NodeTrust.isUnchecked",
          API + "SentRequest.of",
          API + "SentRequest.is");

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

  @Override
  FaultInjection faults(Platform platform) {
    return new FaultInjection(
        PlaywrightRounds.class,
        List.of(
            API + "Translation", API + "DecodedResponses", API + "NodeTrust", API + "SentRequest"),
        1,
        REACHED,
        (jvm, certificate, directory) ->
            jvm.environment(
                "NODE_EXTRA_CA_CERTS",
                Files.writeString(directory.resolve("ca.pem"), certificate.pem()).toString()));
  }
}
