package dev.larder.agent.client.jdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.agent.client.RecordedSslSession;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.store.TlsFacts;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** To the cache's types and back. */
class TranslationTest {

  private static final URI PAGE = URI.create("http://example.org/page");

  @Test
  void aRequestIsWhatGoesToTheServer() {
    HttpRequest request =
        HttpRequest.newBuilder(PAGE)
            .header("X-Mine", "1")
            .header("X-Mine", "2")
            .header("If-None-Match", "\"mine\"")
            .build();
    RequestHead head =
        head(request, Map.of("Cookie", List.of("a=b"), "If-None-Match", List.of("\"ours\"")));
    assertEquals("GET", head.method());
    assertEquals(PAGE, head.uri());
    assertEquals(List.of("1", "2"), head.headers().all("X-Mine"));
    assertEquals("a=b", head.headers().first("Cookie"));
    assertEquals(List.of("\"mine\""), head.headers().all("If-None-Match"));
    assertFalse(head.hasBody());
  }

  private static RequestHead head(HttpRequest request, Map<String, List<String>> system) {
    return Translation.request(request, request.headers(), system, false);
  }

  @Test
  void ofAFieldThatTheProgramSetsTheClientAddsNothingButCookies() {
    HttpRequest request =
        HttpRequest.newBuilder(PAGE)
            .header("Authorization", "Bearer mine")
            .header("Cookie", "mine=1")
            .header("Proxy-Authorization", "Basic mine")
            .build();
    Map<String, List<String>> system =
        Map.of(
            "authorization", List.of("Basic ours"),
            "Cookie", List.of("ours=1"),
            "Host", List.of("example.org"));
    RequestHead direct = head(request, system);
    assertEquals(List.of("Bearer mine"), direct.headers().all("Authorization"));
    assertEquals(List.of("mine=1", "ours=1"), direct.headers().all("Cookie"));
    assertFalse(direct.headers().contains("Host"), "the client adds it when it sends");
    assertFalse(direct.headers().contains("Proxy-Authorization"), "no proxy gets it");
    RequestHead proxied = Translation.request(request, request.headers(), system, true);
    assertEquals(List.of("Basic mine"), proxied.headers().all("Proxy-Authorization"));
  }

  @Test
  void aBodyIsOneUnlessItIsEmpty() {
    assertTrue(hasBody(BodyPublishers.ofString("x")));
    assertFalse(hasBody(BodyPublishers.ofString("")));
    assertFalse(hasBody(BodyPublishers.noBody()));
    assertTrue(
        hasBody(BodyPublishers.fromPublisher(BodyPublishers.ofString("x"))), "unknown length");
  }

  private static boolean hasBody(HttpRequest.BodyPublisher publisher) {
    HttpRequest request = HttpRequest.newBuilder(PAGE).POST(publisher).build();
    return head(request, Map.of()).hasBody();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aResponseComesBackAsItWas(Version version) {
    Map<String, List<String>> fields =
        version == Version.HTTP_2
            ? Map.of(":status", List.of("203"), "ETag", List.of("\"a\""), "x", List.of("2", "1"))
            : Map.of("ETag", List.of("\"a\""), "x", List.of("2", "1"));
    HttpHeaders headers = HttpHeaders.of(fields, (name, value) -> true);
    ResponseHead head = Translation.response(203, version, headers);
    assertFalse(head.headers().contains(":status"));
    ResponseInfo info = Translation.info(head, version);
    assertEquals(203, info.statusCode());
    assertEquals(version, info.version());
    assertEquals(headers, info.headers());
  }

  @Test
  void aRequestForAnOlderVersionSeesThatOne() {
    ResponseHead head = new ResponseHead(200, "HTTP/2", Headers.empty());
    ResponseInfo info = Translation.info(head, Version.HTTP_1_1);
    assertEquals(Version.HTTP_1_1, info.version());
    assertEquals(Map.of(), info.headers().map());
  }

  @Test
  void aVersionThatThisJdkLacksIsTheLatestThatAllHave() {
    assertEquals(
        Version.HTTP_2,
        Translation.info(new ResponseHead(200, "HTTP/9", Headers.empty()), Version.HTTP_2)
            .version());
  }

  @Test
  void withoutTlsThereAreNoFacts() throws Exception {
    assertNull(Translation.tls(null));
  }

  @Test
  void theFactsOfASessionComeBack() throws Exception {
    TlsFacts facts =
        new TlsFacts("TLSv1.3", "TLS_AES_128_GCM_SHA256", "example.org", 443, List.of());
    RecordedSslSession session = new RecordedSslSession(facts, 1234);
    assertEquals(facts, Translation.tls(session));
    assertEquals("TLSv1.3", session.getProtocol());
    assertEquals("TLS_AES_128_GCM_SHA256", session.getCipherSuite());
    assertEquals("example.org", session.getPeerHost());
    assertEquals(443, session.getPeerPort());
    assertEquals(1234, session.getCreationTime());
    assertEquals(1234, session.getLastAccessedTime());
    assertArrayEquals(new byte[0], session.getId());
    assertFalse(session.isValid());
    assertNull(session.getSessionContext());
    assertNull(session.getValue("x"));
    assertEquals(0, session.getValueNames().length);
    assertThrows(UnsupportedOperationException.class, () -> session.putValue("x", "y"));
    assertThrows(SSLPeerUnverifiedException.class, session::getPeerCertificates);
    assertThrows(SSLPeerUnverifiedException.class, session::getPeerPrincipal);
  }

  @Test
  void certificatesThatCannotBeReadAreNone() {
    TlsFacts facts = new TlsFacts("TLSv1.3", "x", "h", 1, List.of(new byte[] {1, 2, 3}));
    assertThrows(
        SSLPeerUnverifiedException.class,
        () -> new RecordedSslSession(facts, 0).getPeerCertificates());
  }
}
