package dev.larder.it;

import dev.larder.it.ClientVersion.Client;
import dev.larder.it.faults.Apache4Rounds;
import dev.larder.it.programs.Apache4Contract;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Apache HttpClient 4 in the oldest and the newest version. */
class Apache4ContractIT extends ClientContract {

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
          "dev.larder.engine.ResponseDecision$Relay.merge");

  Apache4ContractIT(@TempDir Path directory) {
    super(directory, Apache4Contract.class, versions());
  }

  private static Stream<Platform> versions() {
    return Jdks.all()
        .flatMap(
            jdk ->
                Client.APACHE4
                    .versions()
                    .map(version -> new Platform(jdk, version.toString(), version::set)));
  }

  @Override
  FaultInjection faults(Platform platform) {
    return new FaultInjection(
        Apache4Rounds.class,
        List.of("dev.larder.agent.client.companion.CallTranslation"),
        1,
        REACHED,
        (jvm, certificate, directory) -> certificate.trustedBy(jvm));
  }
}
