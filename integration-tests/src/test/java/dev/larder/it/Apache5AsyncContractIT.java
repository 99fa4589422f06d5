package dev.larder.it;

import dev.larder.it.ClientVersion.Client;
import dev.larder.it.faults.Apache5AsyncRounds;
import dev.larder.it.programs.Apache5AsyncContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The asynchronous Apache HttpClient 5, in the oldest and the newest version. */
class Apache5AsyncContractIT extends ClientContract {

  /** What must have failed beside what every client calls. */
  private static final Set<String> REACHED =
      Set.of(
          "dev.larder.engine.Served.tls",
          "dev.larder.engine.Wait.resume",
          "dev.larder.engine.Wait.released");

  Apache5AsyncContractIT(@TempDir Path directory) {
    super(directory, Apache5AsyncContract.class, versions());
  }

  private static Stream<Platform> versions() {
    return Client.APACHE5
        .versions()
        .map(version -> new Platform(Jdk.running(), version + " (async)", version::set));
  }

  @Override
  FaultInjection faults(Platform platform) {
    return new FaultInjection(
        Apache5AsyncRounds.class,
        List.of("dev.larder.agent.client.companion.CallTranslation"),
        1,
        REACHED,
        (jvm, certificate, directory) -> certificate.trustedBy(jvm));
  }
}
