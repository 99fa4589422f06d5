package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why nothing is found although the resource is stored, as Cache-Status tells it. */
class StoredForOthersTest {

  private static final ResponseHead FRESH = response(200, "Cache-Control", "private, max-age=60");

  @TempDir Path directory = Path.of("");

  private Bench process() {
    return new Bench(directory, Duration.ofMinutes(1), true);
  }

  /** What the response to a request says in a process of its own. */
  private @Nullable String status(RequestHead request) {
    return status(request, FRESH);
  }

  private @Nullable String status(RequestHead request, ResponseHead response) {
    RequestDecision decision = process().exchange(request).begin();
    ResponseHead shown;
    if (decision instanceof RequestDecision.Serve serve) {
      shown = serve.served().head();
    } else {
      ResponseDecision reception =
          assertInstanceOf(Forward.class, decision).received(response, null);
      shown = assertInstanceOf(ResponseDecision.Relay.class, reception).head();
      Bench.relay(reception, "body");
    }
    String status = shown.headers().first("Cache-Status");
    return status == null ? null : status.replaceFirst("; key=.*", "");
  }

  private void stored(RequestHead request) {
    process().fetch(request, FRESH, "body");
  }

  private static String missed(String detail) {
    return "larder; fwd=uri-miss; detail=\"stored for other " + detail + "\"";
  }

  @Test
  void aSessionCookieThatIsRenewedByEveryResponseIsNamed() {
    RequestHead first = get("Cookie", "lang=de; session=1; __cf_bm=1");
    assertEquals("larder; fwd=uri-miss", status(first));
    String why = missed("cookies (session), see larder.ignore-cookies");
    assertEquals(why, status(get("Cookie", "lang=de; session=2; __cf_bm=2")));
    assertEquals(why, status(get("Cookie", "lang=de; session=3")));
    assertEquals("larder; hit; ttl=60", status(get("Cookie", "lang=de; session=3; _ga=1")));
  }

  @Test
  void aFieldThatChangesWithEachRequestIsNamed() {
    stored(get("X-Nonce", "1", "X-Tenant", "t"));
    assertEquals(
        missed("fields (x-nonce), see larder.identity.ignore-headers"),
        status(get("X-Nonce", "2", "X-Tenant", "t")));
  }

  @Test
  void cookiesFieldsAndLoginsAreToldApart() {
    stored(get("Authorization", "a", "X-Nonce", "1", "Cookie", "a=1; b=1; c=1; d=1"));
    assertEquals(
        missed(
            "cookies (a, b, c, ...) and fields (x-nonce) and credentials (authorization), see"
                + " larder.ignore-cookies and larder.identity.ignore-headers and larder.identity"),
        status(get("Authorization", "b", "X-Nonce", "2", "Cookie", "a=2; b=2; c=2; d=2")));
  }

  @Test
  void ofWhatOnlyOthersHaveShownNothingIsToldButTheKind() {
    stored(get("Cookie", "secret-name=secret-value"));
    assertEquals(missed("cookies, see larder.ignore-cookies"), status(get()));
  }

  @Test
  void whatWasFetchedWithoutCredentialsIsForOthersToo() {
    stored(get());
    assertEquals(
        missed("cookies (session), see larder.ignore-cookies"), status(get("Cookie", "session=1")));
  }

  @Test
  void anotherReasonIsNotGiven() {
    stored(get("Cookie", "session=1"));
    assertEquals(
        "larder; fwd=uri-miss; detail=response-no-store",
        status(get("Cookie", "session=2"), response(200, "Cache-Control", "no-store")));
    process().cache.forget(Bench.PAGE);
    assertEquals("larder; fwd=uri-miss", status(get("Cookie", "session=1")));
  }

  @Test
  void nothingOfTheCredentialsIsInTheFile() throws IOException {
    stored(get("Cookie", "s3cr3t-name=s3cr3t-value", "X-Nonce", "s3cr3t"));
    Path file = directory.resolve("v1/credentials");
    assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains("s3cr3t"));
    Files.writeString(file, "damaged");
    assertEquals("larder; fwd=uri-miss", status(get("Cookie", "s3cr3t-name=2")));
    Files.delete(file);
    Files.createDirectory(file);
    assertEquals("larder; fwd=uri-miss", status(get("Cookie", "s3cr3t-name=3")));
  }
}
