package dev.larder.agent.cli;

import dev.larder.config.Configuration;
import dev.larder.http.Headers;
import dev.larder.local.LocalCache;
import dev.larder.stats.ByteCount;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Fetches URLs, so that programs find them in the cache. */
@Command(
    name = "warm",
    mixinStandardHelpOptions = true,
    description = {
      "Fetches the URLs of a list through the cache, so that programs find them there.",
      "What is stored and fresh is not fetched. The exit code is 1 if a URL has failed: there is no"
          + " answer, or its status is 400 or more."
    })
final class WarmCommand implements Callable<Integer> {
  @Mixin CacheOptions options = new CacheOptions();

  @Parameters(
      paramLabel = "FILE",
      description = "The list: one URL a line, # begins a comment; - is standard input.")
  String file = "";

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "How many are fetched at the same time, 1 to 64; 8 unless it is given.")
  int parallel = 8;

  @Option(
      names = "--timeout",
      paramLabel = "SPAN",
      description = "How long a server may say nothing: 30s unless it is given.")
  String timeout = "30s";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME: VALUE",
      description = {
        "A field of the requests; may be given several times. Give those of the program: they tell"
            + " which variant is stored (Vary), and for whom. On a redirect to another server only"
            + " fields that tell nobody apart are sent."
      })
  List<String> fields = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (parallel < 1 || parallel > 64) {
      throw new ParameterException(options.line(), "--parallel takes 1 to 64, not " + parallel);
    }
    Headers headers = RequestOptions.fields(fields, options.line());
    Duration silence = options.span("--timeout", timeout);
    if (silence.isZero()) {
      throw new ParameterException(options.line(), "--timeout takes more than no time.");
    }
    List<URI> urls = UrlList.read(file, options);
    Configuration configuration = options.configuration();
    try (LocalCache cache = options.openShared(configuration)) {
      options.requireStoring(cache);
      List<Fetcher.Result> results = fetch(urls, fetcher(cache, configuration, headers, silence));
      if (options.json) {
        print(results);
      } else {
        show(results);
      }
      return results.stream().anyMatch(result -> result.end() == Fetcher.End.FAILED)
          ? LarderCommand.NOT_FOUND
          : 0;
    }
  }

  private Fetcher fetcher(
      LocalCache cache, Configuration configuration, Headers headers, Duration silence) {
    try {
      return new Fetcher(cache, configuration, new Fetcher.Terms(headers, silence));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          options.line(), "The client sends no such field: " + e.getMessage(), e);
    }
  }

  /** What became of the URLs, in their order. */
  private List<Fetcher.Result> fetch(List<URI> urls, Fetcher fetcher)
      throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(parallel);
    try (Progress progress = Progress.of(options)) {
      List<Future<Fetcher.Result>> running = new ArrayList<>();
      for (URI url : urls) {
        running.add(threads.submit(() -> fetcher.fetch(url)));
      }
      List<Fetcher.Result> results = new ArrayList<>();
      for (Future<Fetcher.Result> one : running) {
        results.add(one.get());
        progress.at(results.size() + " of " + urls.size() + " URLs");
      }
      return results;
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static Map<Fetcher.End, Integer> counts(List<Fetcher.Result> results) {
    Map<Fetcher.End, Integer> counts = new EnumMap<>(Fetcher.End.class);
    for (Fetcher.End end : Fetcher.End.values()) {
      counts.put(
          end, Collections.frequency(results.stream().map(Fetcher.Result::end).toList(), end));
    }
    return counts;
  }

  private void print(List<Fetcher.Result> results) throws IOException {
    options.print(
        to -> {
          to.writeStartObject();
          to.writeNumberField("urls", results.size());
          for (Map.Entry<Fetcher.End, Integer> count : counts(results).entrySet()) {
            to.writeNumberField(count.getKey().name().toLowerCase(Locale.ROOT), count.getValue());
          }
          to.writeNumberField("body_bytes", bytes(results));
          to.writeArrayFieldStart("left");
          for (Fetcher.Result result : results) {
            if (!result.end().isInCache()) {
              to.writeStartObject();
              to.writeStringField("url", result.url().toString());
              to.writeBooleanField("failed", result.end() == Fetcher.End.FAILED);
              to.writeStringField("why", result.why());
              to.writeEndObject();
            }
          }
          to.writeEndArray();
          to.writeEndObject();
        });
  }

  private void show(List<Fetcher.Result> results) {
    for (Fetcher.Result result : results) {
      if (!result.end().isInCache()) {
        options
            .out()
            .println(Text.plain(result.end().words() + "  " + result.url() + "  " + result.why()));
      }
    }
    List<String> parts = new ArrayList<>();
    counts(results).forEach((end, count) -> parts.add(count + " " + end.words()));
    options
        .out()
        .println(
            Text.count(results.size(), "URL", "URLs")
                + ": "
                + String.join(", ", parts)
                + "; "
                + ByteCount.shown(bytes(results))
                + " fetched");
    options.out().flush();
  }

  private static long bytes(List<Fetcher.Result> results) {
    return results.stream().mapToLong(Fetcher.Result::bytes).sum();
  }
}
