package dev.larder.agent.cli;

import dev.larder.config.Configuration;
import dev.larder.config.Mode;
import dev.larder.config.SettingTable;
import dev.larder.engine.Explanation;
import dev.larder.engine.report.OutcomeRecorder;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.local.LocalCache;
import dev.larder.policy.Freshness;
import dev.larder.policy.Reason;
import dev.larder.stats.LastRequests.Last;
import dev.larder.store.disk.shared.LastRequestsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What would happen to a request now, and why. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what the cache would do with a request now, and why.",
      "Nothing is sent. The settings and rules of this command count: give it those of the program.",
      "It also shows what became last of such a request, some seconds after its end, unless it was",
      "served from the cache without a question to the server."
    })
final class ExplainCommand implements Callable<Integer> {
  @Mixin CacheOptions options = new CacheOptions();

  @Parameters(paramLabel = "URL")
  String url = "";

  @Mixin RequestOptions sent = new RequestOptions();

  @Override
  public Integer call() throws IOException {
    RequestHead request = sent.to(options.uri(url), options.line());
    Configuration configuration = options.configuration();
    Path directory = configuration.settings().get(SettingTable.DIR);
    try (LocalCache cache = options.open(configuration)) {
      Explanation why = cache.http().explain(request);
      Last last = new LastRequestsFile(directory).find(OutcomeRecorder.lastKey(request));
      if (options.json) {
        print(why, last, asksRemote(configuration, why));
      } else {
        show(why, last, asksRemote(configuration, why));
      }
      return 0;
    }
  }

  /** Whether the remote tier is asked before the server, if the response may be there. */
  private static boolean asksRemote(Configuration configuration, Explanation why) {
    return !configuration.settings().get(SettingTable.REMOTE).isNone()
        && why.mode() == Mode.ON
        && (why.reason() == Reason.MISS || why.action() == Explanation.Action.VALIDATE);
  }

  private void print(Explanation why, @Nullable Last last, boolean remote) throws IOException {
    options.print(
        to -> {
          to.writeStartObject();
          to.writeStringField("url", why.url());
          to.writeStringField("mode", why.mode().word());
          StoredItem.write(to, "rules", why.rules());
          to.writeStringField("action", why.action().name().toLowerCase(Locale.ROOT));
          to.writeStringField("reason", why.reason().word());
          to.writeStringField("section", why.reason().section());
          to.writeStringField("sentence", why.reason().sentence());
          to.writeStringField("remedy", why.reason().remedy());
          to.writeBooleanField("stored_for_others", why.withheld());
          to.writeBooleanField("remote_first", remote);
          StoredItem.write(to, "added", why.added());
          Freshness freshness = why.freshness();
          if (freshness != null) {
            to.writeNumberField("age", freshness.age().toSeconds());
            to.writeNumberField("lifetime", freshness.lifetime().toSeconds());
            to.writeBooleanField("heuristic", freshness.heuristic());
          }
          if (last != null) {
            to.writeObjectFieldStart("last");
            to.writeStringField("time", last.time().toString());
            to.writeStringField("outcome", last.outcome().name().toLowerCase(Locale.ROOT));
            to.writeStringField("reason", last.why());
            to.writeStringField("storing", last.storing());
            to.writeEndObject();
          }
          to.writeEndObject();
        });
  }

  private void show(Explanation why, @Nullable Last last, boolean remote) {
    Reason reason = why.reason();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("URL", Text.plain(why.url())));
    rows.add(List.of("Mode", why.mode().word()));
    rows.add(List.of("Rules", Text.rules(why.rules())));
    rows.add(List.of("Answer", sentence(why.action())));
    String section = reason.section().isEmpty() ? "" : " [" + section(reason) + "]";
    rows.add(List.of("Why", reason.word() + ": " + reason.sentence() + section));
    if (!reason.remedy().isEmpty() && why.action() != Explanation.Action.SERVE) {
      rows.add(List.of("Remedy", reason.remedy()));
    }
    Freshness freshness = why.freshness();
    if (freshness != null) {
      rows.add(
          List.of(
              "Stored",
              Text.span(freshness.age())
                  + " old, fresh for "
                  + Text.span(freshness.lifetime())
                  + (freshness.heuristic() ? " by a guess: the server does not say" : "")));
    }
    if (why.withheld()) {
      rows.add(
          List.of(
              "Note",
              "Responses to other credentials or cookies are stored. Settings that share them:"
                  + " larder.ignore-cookies, larder.identity.ignore-headers."));
    }
    if (remote) {
      rows.add(
          List.of(
              "Remote tier",
              "It is asked before the server, if the response may be for everybody and no rule"
                  + " forbids it."));
    }
    for (Headers.Field field : why.added()) {
      rows.add(List.of("Sent too", Text.plain(field.name() + ": " + field.value())));
    }
    if (last != null) {
      rows.add(List.of("Last time", sentence(last)));
    }
    Text.table(rows).forEach(options.out()::println);
    options.out().flush();
  }

  /** What became last of such a request. */
  private static String sentence(Last last) {
    Duration ago = Duration.between(last.time(), Instant.now());
    String answered =
        switch (last.outcome()) {
          case VALIDATED -> "the server confirmed the stored response";
          case REFUSED -> "the cache answered with status 504";
          case BYPASS -> "it was left alone";
          default -> "the server sent the response";
        };
    String stored =
        last.storing().equals(Last.STORED)
            ? "; it was stored"
            : last.storing().isEmpty() ? "" : "; not stored, " + explained(last.storing());
    return Text.span(ago) + " ago " + answered + ", " + explained(last.why()) + stored;
  }

  private static String explained(String word) {
    Reason reason = Reason.named(word);
    return reason == null ? Text.plain(word) : word + ": " + withoutDot(reason.sentence());
  }

  private static String withoutDot(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private static String section(Reason reason) {
    return reason.section().startsWith("§") ? "RFC 9111 " + reason.section() : reason.section();
  }

  private static String sentence(Explanation.Action action) {
    return switch (action) {
      case SERVE -> "The stored response is served; the server is not asked.";
      case SERVE_STALE -> "The stored response is served although it is stale.";
      case VALIDATE -> "The server is asked whether the stored response is still good.";
      case COMPLETE -> "The server is asked for the bytes that are not stored.";
      case FETCH -> "The request goes to the server as it is.";
      case REFUSE -> "The cache answers with status 504; the server is not asked.";
    };
  }
}
