package dev.larder.it;

import dev.larder.http.HttpDate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * What the programs in {@code integration-tests/programs} ask for: the pages of a shop, its API,
 * the configuration of a cluster and a model that chats, with the fields that such servers send.
 * Counts the bytes of the bodies.
 */
final class Shop {

  private static final int ARTICLES = 20;

  private final Origin origin;
  private final AtomicLong sent = new AtomicLong();

  /** Furnishes an origin. */
  Shop(Origin origin) {
    this.origin = origin;
    pages();
    api();
    cluster();
    chat();
  }

  /** The bytes of bodies that were sent since the last call. */
  long takeSent() {
    return sent.getAndSet(0);
  }

  private void pages() {
    String kept = "public, max-age=3600";
    for (int id = 1; id <= ARTICLES; id++) {
      serve("/pages/" + id, html(200, "Article " + id, List.of(text(id))), kept);
    }
    List<String> all = IntStream.rangeClosed(1, ARTICLES).mapToObj(Shop::text).toList();
    serve("/pages/all", html(200, "All articles", all), "no-cache");
    redirect("/pages/latest", "/pages/" + ARTICLES);
    serve("/pages/999", html(404, "No such article", List.of()), "max-age=60");
  }

  private void api() {
    for (int id = 1; id <= ARTICLES; id++) {
      serve("/api/articles/" + id, json(200, article(id)), "max-age=600");
    }
    serve(
        "/api/articles",
        json(200, '[' + list(IntStream.rangeClosed(1, ARTICLES).mapToObj(Shop::article)) + ']')
            .inChunks(),
        "no-cache");
    redirect("/api/articles/latest", "/api/articles/" + ARTICLES);
    serve("/api/articles/999", json(404, "{\"message\":\"no such article\"}"), "max-age=60");
    on("/api/state", request -> json(200, "{\"open\":true}").with("Cache-Control", "no-store"));
  }

  /** As the API server of Kubernetes: no lifetimes, no validators, and for a token alone. */
  private void cluster() {
    String maps = "/api/v1/namespaces/shop/configmaps";
    String none = "no-cache, private";
    Page version = json(200, "{\"major\":\"1\",\"minor\":\"34\",\"gitVersion\":\"v1.34.1\"}");
    serve("/version", version, none);
    String kind = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap";
    serve(
        maps,
        json(
            200,
            kind
                + "List\",\"items\":["
                + list(IntStream.rangeClosed(1, ARTICLES).mapToObj(id -> configMap(kind, id)))
                + "]}"),
        none);
    for (int id = 1; id <= ARTICLES; id++) {
      serve(maps + "/article-" + id, json(200, configMap(kind, id)), none);
    }
    String missing = "{\"apiVersion\":\"v1\",\"kind\":\"Status\",\"reason\":\"NotFound\"";
    serve(maps + "/missing", json(404, missing + ",\"status\":\"Failure\",\"code\":404}"), none);
  }

  private void chat() {
    on(
        "/v1/chat/completions",
        request -> {
          if (request.body().contains("no-model")) {
            return json(404, "{\"error\":{\"message\":\"no such model\"}}");
          }
          int id = Integer.parseInt(request.body().replaceAll("(?s).*is article (\\d+).*", "$1"));
          return json(200, completion(text(id)))
              .with("X-Request-Id", "req_" + System.nanoTime())
              .with("Set-Cookie", "__cf_bm=" + System.nanoTime() + "; path=/; HttpOnly; Secure");
        });
  }

  /** With an ETag and, for those who ask for it, compressed. */
  private void serve(String path, Page page, String cacheControl) {
    String tag = Integer.toHexString(path.hashCode());
    byte[] compressed = gzip(page.body());
    on(
        path,
        request -> {
          String codings = request.first("accept-encoding");
          boolean gzip = codings != null && codings.contains("gzip");
          String etag = "\"" + tag + (gzip ? "-gzip\"" : "\"");
          String tags = request.first("if-none-match");
          boolean same = tags != null && tags.contains(etag);
          byte[] body = same ? new byte[0] : gzip ? compressed : page.body();
          Page answer =
              new Page(same ? 304 : page.status(), page.fields(), body, page.chunked() && !same)
                  .with("Cache-Control", cacheControl)
                  .with("Vary", "Accept-Encoding")
                  .with("ETag", etag);
          return gzip && !same ? answer.with("Content-Encoding", "gzip") : answer;
        });
  }

  private void redirect(String path, String to) {
    Page moved = Page.of(302, "", "Location", origin.uri(to).toString());
    on(path, request -> moved.with("Cache-Control", "max-age=600"));
  }

  private void on(String path, Page.Answer answer) {
    origin.on(
        path,
        request -> {
          Page page = answer.to(request);
          sent.addAndGet(page.body().length);
          return page.with("Date", HttpDate.format(Instant.now()));
        });
  }

  private static Page html(int status, String title, List<String> items) {
    String list = items.stream().map(item -> "<li>" + item + "</li>").collect(Collectors.joining());
    String text = "<!doctype html><title>" + title + "</title><ul>" + list + "</ul>";
    return Page.of(status, text, "Content-Type", "text/html; charset=utf-8");
  }

  private static Page json(int status, String text) {
    return Page.of(status, text, "Content-Type", "application/json");
  }

  private static String list(Stream<String> members) {
    return members.collect(Collectors.joining(","));
  }

  private static String article(int id) {
    return "{\"id\":%d,\"title\":\"Article %d\",\"text\":\"%s\"}".formatted(id, id, text(id));
  }

  private static String configMap(String kind, int id) {
    return kind
        + "\",\"metadata\":{\"name\":\"article-%d\",\"namespace\":\"shop\"},".formatted(id)
        + "\"data\":{\"text\":\"%s\"}}".formatted(text(id));
  }

  private static String completion(String content) {
    return """
        {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "a-model",
         "choices": [{"index": 0, "message": {"role": "assistant", "content": "%s"},
                      "finish_reason": "stop"}],
         "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}
        """
        .formatted(content);
  }

  /** Words that compress to about half. */
  private static String text(int id) {
    Random random = new Random(id);
    return IntStream.range(0, 300)
        .mapToObj(word -> Integer.toString(random.nextInt(1_000_000_000), Character.MAX_RADIX))
        .collect(Collectors.joining(" "));
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }
}
