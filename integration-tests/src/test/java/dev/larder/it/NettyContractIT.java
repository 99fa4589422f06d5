package dev.larder.it;

import dev.larder.it.ClientVersion.Client;
import dev.larder.it.faults.NettyRounds;
import dev.larder.it.programs.NettyContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Reactor Netty, in the oldest and the newest version. */
class NettyContractIT extends ClientContract {

  private static final String SHARED = "dev.larder.agent.client.companion.";

  /** What must have failed beside what every client calls. */
  private static final Set<String> REACHED =
      Set.of(
          "dev.larder.engine.Served.tls",
          "dev.larder.engine.Wait.resume",
          "dev.larder.engine.Wait.released");

  NettyContractIT(@TempDir Path directory) {
    super(directory, NettyContract.class, versions());
  }

  private static Stream<Platform> versions() {
    return Client.NETTY
        .versions()
        .map(version -> new Platform(Jdk.running(), version.toString(), version::set));
  }

  @Override
  FaultInjection faults(Platform platform) {
    return faults(NettyRounds.class);
  }

  /** What fails under a program of a client on Netty. */
  static FaultInjection faults(Class<?> program) {
    return new FaultInjection(
        program,
        List.of(SHARED + "CallTranslation"),
        1,
        REACHED,
        (jvm, certificate, directory) -> certificate.trustedBy(jvm));
  }
}
