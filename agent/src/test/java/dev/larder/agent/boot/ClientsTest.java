package dev.larder.agent.boot;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.agent.client.ClientIntegration;
import dev.larder.agent.client.ClientIntegration.WovenMethods;
import dev.larder.agent.runtime.LarderRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each line of the list of clients, and the integration that it names. */
class ClientsTest {

  private static final class Recorder implements WovenMethods {
    private final List<String> methods = new ArrayList<>();

    @Override
    public WovenMethods advise(String method, int parameters, Class<?> advice) {
      methods.add(method);
      return this;
    }

    @Override
    public WovenMethods advise(String method, Class<?> advice, String... types) {
      return advise(method, types.length, advice);
    }

    @Override
    public WovenMethods adviseStarting(String method, Class<?> advice, String... types) {
      return advise(method, types.length, advice);
    }
  }

  static Stream<String> clients() {
    return Stream.of(LazyWeaver.CLIENTS);
  }

  private static ClientIntegration integration(String client) throws ReflectiveOperationException {
    return Class.forName(client.split(" ", -1)[0])
        .asSubclass(ClientIntegration.class)
        .getConstructor()
        .newInstance();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void eachClassOfTheListIsWoven(String client) throws ReflectiveOperationException {
    LarderRuntime.start("log=none", Set.of(), arguments -> "");
    ClientIntegration integration = integration(client);
    String[] words = client.split(" ", -1);
    for (int i = 3; i < words.length; i++) {
      Recorder recorder = new Recorder();
      assertTrue(LazyWeaver.isWoven(words[1] + words[i]), words[i]);
      String simpleName = words[i].substring(words[i].lastIndexOf('/') + 1);
      assertTrue(integration.weave(simpleName, recorder), words[i]);
      assertFalse(recorder.methods.isEmpty(), words[i]);
    }
    assertFalse(integration.weave("Other", new Recorder()));
    assertFalse(LazyWeaver.isWoven(words[1] + "Other"));
    assertFalse(LazyWeaver.isWoven(words[1] + words[2]), "its loading begins to weave");
  }

  @ParameterizedTest
  @MethodSource("clients")
  void theTypesThatTheIntegrationNamesAreThere(String client) throws ReflectiveOperationException {
    ClientIntegration integration = integration(client);
    assertFalse(integration.name().isBlank());
    assertFalse(integration.bridgeTypes().isEmpty());
    for (String type : integration.bridgeTypes()) {
      assertTrue(type.startsWith("dev.larder.bridge."), type);
      Class.forName(type, false, getClass().getClassLoader());
    }
    for (String type : integration.companions()) {
      assertTrue(type.substring(type.lastIndexOf('.')).startsWith(".Larder"), type);
      Class.forName(type, false, getClass().getClassLoader());
    }
  }
}
