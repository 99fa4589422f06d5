package dev.larder.agent.client.playwright.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.larder.bridge.PlaywrightCall.FetchOptions;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TranslationTest {

  private static FetchOptions options(String url) {
    FetchOptions options = new FetchOptions();
    options.url = url;
    options.baseUrl = "http://Base.example:80/dir/";
    return options;
  }

  @ParameterizedTest
  @CsvSource({
    "http://A.example, http://a.example/",
    "HTTP://a.example:80/B?c, http://a.example/B?c",
    "https://a.example:80/, https://a.example:80/",
    "/x, http://base.example/x"
  })
  void urisAreSpelledAsTheDriverDoes(String url, String spelled) {
    assertEquals(URI.create(spelled), Translation.uri(options(url)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "//b.example/", "http://a.example/../b", "http://u@a.example/", "ftp://a/"})
  void whatCouldMeanSomethingElseIsLeftAlone(String url) {
    assertNull(Translation.uri(options(url)));
  }

  @Test
  void parametersAreAddedToAUrlWithoutAQuery() {
    FetchOptions options = options("/x");
    options.parameters = Map.of("a b", "\u00fc");
    assertEquals(URI.create("http://base.example/x?a+b=%C3%BC"), Translation.uri(options));
    options.url = "/x?y";
    assertNull(Translation.uri(options));
  }

  @ParameterizedTest
  @CsvSource({
    "connect ECONNREFUSED 127.0.0.1:9, true",
    "apiRequestContext.get: socket hang up, true",
    "getaddrinfo ENOTFOUND a.invalid, true",
    "read ECONNRESET\u2192 GET http://a.example/, true",
    "Request timed out after 30ms, false",
    "self-signed certificate, false",
    "Max redirect count exceeded\u2192 GET http://a.example/ECONNRESET, false"
  })
  void failuresOfTheNetworkAreKnown(String message, boolean network) {
    assertEquals(network, Translation.isOfNetwork(new IllegalStateException(message)));
  }

  @Test
  void cookiesOfOtherHostsAndExpiredOnesDoNotCount() {
    List<String> jar =
        List.of(
            "a",
            "1",
            "a.example",
            "-1",
            "b",
            "2",
            ".example",
            "200",
            "c",
            "3",
            "b.example",
            "-1",
            "d",
            "4",
            "a.example",
            "99");
    assertEquals("a=1; b=2", Translation.cookie(jar, URI.create("http://a.example/"), 100));
  }
}
