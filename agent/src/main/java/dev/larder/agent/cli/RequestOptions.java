package dev.larder.agent.cli;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What the commands about a request have in common. */
final class RequestOptions {

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME: VALUE",
      description = "A field of the request; may be given several times.")
  List<String> fields = new ArrayList<>();

  @Option(names = "--method", paramLabel = "METHOD", description = "GET unless it is given.")
  String method = "GET";

  /**
   * The request for a URL.
   *
   * @throws ParameterException if a field is none
   */
  RequestHead to(URI uri, CommandLine line) {
    return new RequestHead(method, uri, fields(fields, line), false);
  }

  /**
   * The fields that arguments give.
   *
   * @throws ParameterException if one of them is none
   */
  static Headers fields(List<String> given, CommandLine line) {
    Headers.Builder headers = new Headers.Builder();
    for (String field : given) {
      int colon = field.indexOf(':');
      if (colon <= 0) {
        throw new ParameterException(
            line, "--header takes a name, a colon and a value, not " + field);
      }
      headers.add(field.substring(0, colon).strip(), field.substring(colon + 1).strip());
    }
    return headers.build();
  }
}
