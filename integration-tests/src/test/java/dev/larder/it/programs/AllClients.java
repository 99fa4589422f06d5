package dev.larder.it.programs;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every client asks for what every other one has fetched, and for what every other one has changed.
 * Prints what each gets. Arguments: the origin.
 */
public final class AllClients {

  private final URI origin;
  private final Map<String, ContractProgram> clients;

  private AllClients(URI origin) {
    this.origin = origin;
    this.clients = of(origin);
  }

  /** All clients, by the names under which they are shown. */
  static Map<String, ContractProgram> of(URI origin) {
    Map<String, ContractProgram> clients = new LinkedHashMap<>();
    clients.put("java.net.http", new HttpClientContract(origin));
    clients.put("HttpURLConnection", new UrlConnectionContract(origin));
    clients.put("OkHttp", new OkHttpContract(origin));
    clients.put("Apache 4", new Apache4Contract(origin));
    clients.put("Apache 5", new Apache5Contract(origin));
    clients.put("Apache 5 async", new Apache5AsyncContract(origin));
    clients.put("Netty", new NettyContract(origin));
    return clients;
  }

  public static void main(String[] arguments) throws Exception {
    AllClients all = new AllClients(URI.create(arguments[0]));
    List<String> names = new ArrayList<>(all.clients.keySet());
    for (int i = 0; i < names.size(); i++) {
      all.read("/stored" + i, names.get(i));
      for (String reader : names) {
        all.read("/stored" + i, reader);
      }
    }
    for (int i = 0; i < names.size(); i++) {
      String reader = names.get((i + 1) % names.size());
      all.read("/changed" + i, reader);
      all.answer("POST", "/changed" + i, "new", names.get(i));
      all.read("/changed" + i, reader);
      all.read("/changed" + i, names.get(i));
    }
    for (ContractProgram client : all.clients.values()) {
      client.close();
    }
  }

  private void read(String path, String client) throws Exception {
    answer("GET", path, null, client);
  }

  private void answer(String method, String path, @Nullable String body, String client)
      throws Exception {
    ContractProgram program = Objects.requireNonNull(clients.get(client));
    ContractProgram.Answer answer =
        program.send(
            new ContractProgram.Call(method, origin.resolve(path), List.of(), body, true, 0));
    System.out.println(
        method
            + ' '
            + path
            + " by "
            + client
            + ": "
            + answer.status()
            + (answer.more().contains(" Odd reason") ? " Odd reason, " : ", ")
            + new String(answer.body(), StandardCharsets.UTF_8));
  }
}
