package dev.larder.it;

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
    Apache4Version oldest = Apache4Version.oldest().require();
    Apache4Version newest = Apache4Version.newest().require();
    return Jdks.all()
        .flatMap(
            jdk ->
                Stream.of(oldest, newest)
                    .map(version -> new Platform(jdk, version.toString(), version::set)));
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
    return 20;
  }

  /** The agent's part is the same in all versions. */
  @Override
  Stream<Platform> faultPlatforms() {
    List<Platform> all = platforms().toList();
    return Stream.of(all.get(all.size() - 1));
  }

  @Override
  FaultInjection faults() {
    return new FaultInjection(
        Apache4Rounds.class,
        List.of("dev.larder.agent.client.companion.CallTranslation"),
        1,
        REACHED,
        (jvm, certificate, directory) -> certificate.trustedBy(jvm));
  }
}
