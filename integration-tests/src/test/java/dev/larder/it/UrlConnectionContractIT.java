package dev.larder.it;

import dev.larder.it.faults.UrlConnectionRounds;
import dev.larder.it.programs.UrlConnectionContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The older client of the JDK. */
class UrlConnectionContractIT extends ClientContract {

  private static final String OWN = "dev.larder.agent.client.urlconnection.";

  /** What must have failed beside what every client calls. */
  private static final Set<String> REACHED =
      Set.of(
          "dev.larder.engine.write.EntryRecorder.isStoring",
          "dev.larder.engine.write.EntryRecorder.expectedLength",
          "dev.larder.engine.Served.tls",
          "dev.larder.engine.Served.mapped",
          "dev.larder.engine.Wait.resume",
          "dev.larder.engine.Wait.released",
          "dev.larder.engine.RequestDecision$Serve.background",
          "dev.larder.engine.ResponseDecision$Relay.merge",
          OWN + "Heads.uri",
          OWN + "Heads.toBeSent",
          OWN + "Heads.sent",
          OWN + "Heads.response",
          OWN + "Heads.statusLine",
          OWN + "Heads.fill",
          OWN + "StoredAnswer.of",
          OWN + "ConnectionTrust.of",
          OWN + "ConnectionTrust.partition",
          OWN + "FollowedRedirects.follows",
          OWN + "FollowedRedirects.read");

  UrlConnectionContractIT(@TempDir Path directory) {
    super(
        directory,
        UrlConnectionContract.class,
        Jdks.all().map(jdk -> new Platform(jdk, "HttpURLConnection", jvm -> {})));
  }

  /** Each JDK has a client of its own. */
  @Override
  Stream<Platform> faultPlatforms() {
    return platforms();
  }

  @Override
  FaultInjection faults(Platform platform) {
    List<String> classes = new ArrayList<>();
    for (String name :
        List.of("Heads", "StoredAnswer", "ConnectionTrust", "FollowedRedirects", "HopState")) {
      classes.add(OWN + name);
    }
    return new FaultInjection(
        UrlConnectionRounds.class,
        classes,
        2,
        REACHED,
        (jvm, certificate, directory) -> certificate.trustedBy(jvm));
  }
}
