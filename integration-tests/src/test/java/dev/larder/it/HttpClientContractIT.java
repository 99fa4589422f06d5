package dev.larder.it;

import dev.larder.it.faults.HttpClientRounds;
import dev.larder.it.programs.HttpClientContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The client of the JDK. */
class HttpClientContractIT extends ClientContract {

  private static final String TRANSLATION = "dev.larder.agent.client.jdk.Translation";
  private static final String FILTERED = "HttpClient with filters";

  /** What the direct path alone calls. */
  private static final String DIRECT = "dev.larder.agent.client.jdk.ExchangeAccess.newHttpResponse";

  /** What must have failed beside what every client calls. */
  private static final Set<String> REACHED =
      Set.of(
          "dev.larder.engine.write.EntryRecorder.isStoring",
          "dev.larder.engine.write.EntryRecorder.expectedLength",
          "dev.larder.engine.Served.tls",
          "dev.larder.engine.Served.receivedMillis",
          "dev.larder.engine.RequestDecision$Serve.background",
          "dev.larder.engine.Wait.resume",
          "dev.larder.engine.Wait.released",
          "dev.larder.engine.ResponseDecision$Relay.merge",
          TRANSLATION + ".request",
          TRANSLATION + ".response",
          TRANSLATION + ".headers",
          TRANSLATION + ".version",
          TRANSLATION + ".info",
          TRANSLATION + ".tls");

  HttpClientContractIT(@TempDir Path directory) {
    super(
        directory,
        HttpClientContract.class,
        HttpClientPath.onAllJdks()
            .map(
                path ->
                    new Platform(
                        path.jdk(),
                        path.filtered() ? FILTERED : "HttpClient",
                        jvm -> path.set(jvm.allCompilers()))));
  }

  @Override
  int threads() {
    return 32;
  }

  /** Each JDK has a client of its own, and each path of a hit its own calls. */
  @Override
  Stream<Platform> faultPlatforms() {
    return platforms();
  }

  @Override
  FaultInjection faults(Platform platform) {
    boolean filtered = platform.client().equals(FILTERED);
    List<String> parts = new ArrayList<>(List.of(TRANSLATION));
    Set<String> reached = new TreeSet<>(REACHED);
    if (!filtered) {
      parts.addAll(FaultInjection.INNER);
      parts.add(DIRECT);
      reached.add(DIRECT);
      reached.addAll(FaultInjection.INNER_REACHED);
    }
    return new FaultInjection(
        HttpClientRounds.class,
        parts,
        filtered ? 1 : 2,
        reached,
        (jvm, certificate, directory) -> certificate.trustedBy(jvm));
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
