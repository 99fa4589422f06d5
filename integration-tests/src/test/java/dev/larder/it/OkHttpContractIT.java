package dev.larder.it;

import dev.larder.it.ClientVersion.Client;
import dev.larder.it.faults.OkHttpRounds;
import dev.larder.it.programs.OkHttpContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** OkHttp, in the oldest and the newest version. */
class OkHttpContractIT extends ClientContract {

  private static final String SHARED = "dev.larder.agent.client.companion.";

  /** What must have failed beside what every client calls. */
  private static final Set<String> REACHED =
      Set.of(
          "dev.larder.engine.write.EntryRecorder.isStoring",
          "dev.larder.engine.write.EntryRecorder.expectedLength",
          "dev.larder.engine.Served.tls",
          "dev.larder.engine.Wait.resume",
          "dev.larder.engine.Wait.released",
          "dev.larder.engine.RequestDecision$Serve.background",
          "dev.larder.engine.ResponseDecision$Relay.merge");

  OkHttpContractIT(@TempDir Path directory) {
    super(directory, OkHttpContract.class, versions());
  }

  private static Stream<Platform> versions() {
    return Client.OKHTTP
        .versions()
        .map(version -> new Platform(Jdk.running(), version.toString(), version::set));
  }

  @Override
  FaultInjection faults(Platform platform) {
    return new FaultInjection(
        OkHttpRounds.class,
        List.of(SHARED + "CallTranslation", "dev.larder.agent.client.BackgroundThreads"),
        1,
        REACHED,
        (jvm, certificate, directory) -> certificate.trustedBy(jvm));
  }
}
