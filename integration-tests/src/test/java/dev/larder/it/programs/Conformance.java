package dev.larder.it.programs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Each client asks twice for each of many resources, and prints the status of the second response
 * and whether its body is that of the first. Arguments: the origin, and a file that has a line for
 * each resource, which is the {@code Cache-Control} of both requests, with a tab between them.
 */
public final class Conformance {

  private Conformance() {}

  public static void main(String[] arguments) throws Exception {
    URI origin = URI.create(arguments[0]);
    List<String> cases = Files.readAllLines(Path.of(arguments[1]));
    for (Map.Entry<String, ContractProgram> client : AllClients.of(origin).entrySet()) {
      try (ContractProgram program = client.getValue()) {
        for (int i = 0; i < cases.size(); i++) {
          URI uri = origin.resolve("/" + i + "?" + client.getKey().replace(' ', '-'));
          String[] directives = cases.get(i).split("\t", -1);
          ContractProgram.Answer first = ask(program, uri, directives[0]);
          ContractProgram.Answer second = ask(program, uri, directives[1]);
          boolean same = new String(first.body(), UTF_8).equals(new String(second.body(), UTF_8));
          System.out.println(
              uri.getRawPath() + ' ' + client.getKey() + ": " + second.status() + ' ' + same);
        }
      }
    }
  }

  private static ContractProgram.Answer ask(ContractProgram client, URI uri, String directives)
      throws Exception {
    List<String> fields = directives.isEmpty() ? List.of() : List.of("Cache-Control", directives);
    return client.send(new ContractProgram.Call("GET", uri, fields, null, true, 0));
  }
}
