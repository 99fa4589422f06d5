package dev.larder.it;

import dev.larder.it.ClientVersion.Client;
import dev.larder.it.faults.AhcRounds;
import dev.larder.it.programs.AhcContract;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** AsyncHttpClient, in the oldest and the newest version. */
class AhcContractIT extends ClientContract {

  AhcContractIT(@TempDir Path directory) {
    super(directory, AhcContract.class, versions());
  }

  private static Stream<Platform> versions() {
    return Client.AHC
        .versions()
        .map(version -> new Platform(Jdk.running(), version.toString(), version::set));
  }

  @Override
  FaultInjection faults(Platform platform) {
    return NettyContractIT.faults(AhcRounds.class);
  }
}
