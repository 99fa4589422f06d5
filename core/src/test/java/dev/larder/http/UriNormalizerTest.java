package dev.larder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("URIs, RFC 3986 §6.2")
class UriNormalizerTest {

  @ParameterizedTest
  @CsvSource({
    "http://example.com, http://example.com/",
    "HTTP://EXAMPLE.com/A, http://example.com/A",
    "http://example.com:80/, http://example.com/",
    "http://example.com:/, http://example.com/",
    "http://example.com:0080/, http://example.com/",
    "https://example.com:443/, https://example.com/",
    "https://example.com:80/, https://example.com:80/",
    "http://example.com/#f, http://example.com/",
    "http://example.com?q=%7e#f, http://example.com/?q=%7e",
    "http://example.com/?, http://example.com/?",
    "http://example.com/%7ea/%2f%c3%a9, http://example.com/~a/%2F%C3%A9",
    "http://example.com/a/./b/../c, http://example.com/a/c",
    "http://example.com/a/%2e%2E/c, http://example.com/c",
    "http://example.com/../../a, http://example.com/a",
    "http://example.com/a/.., http://example.com/",
    "http://example.com/a/., http://example.com/a/",
    "http://example.com/a//b/, http://example.com/a//b/",
    "http://example.com/.a/..b/.well-known, http://example.com/.a/..b/.well-known",
    "http://User:Pw@Example.com/, http://User:Pw@example.com/",
    "http://[::FFFF]:8080/, http://[::ffff]:8080/",
    "http://[::1], http://[::1]/",
    "http://my_Host:8080/, http://my_host:8080/",
    "http://Ex%61mple.com/, http://Ex%61mple.com/",
    "http://B\u00fccher.example/, http://xn--bcher-kva.example/",
    "http://XN--BCHER-KVA.example/, http://xn--bcher-kva.example/",
    "http://stra\u00dfe.example/, http://stra\u00dfe.example/",
    "http://\uff21.example/, http://\uff21.example/",
    "http:opaque#f, http:opaque",
    "http:/path, http:/path",
  })
  @DisplayName("equivalent spellings become one")
  void normalize(URI uri, String expected) {
    String normal = UriNormalizer.normalize(uri);
    assertEquals(expected.replace("Ex%61mple", "example"), normal);
    assertEquals(normal, UriNormalizer.normalize(URI.create(normal)), "twice as once");
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP://EXAMPLE.com:80#f, http://example.com/",
    "http://example.com/a/../b/%7ea/%2f, http://example.com/a/../b/%7ea/%2f",
    "http://example.com?q=%7e, http://example.com/?q=%7e",
    "http:opaque#f, http:opaque",
  })
  @DisplayName("a path is sent as it is spelled")
  void asSent(URI uri, String expected) {
    assertEquals(expected, UriNormalizer.asSent(uri));
  }

  @ParameterizedTest
  @CsvSource({
    "http://a/x, http://A:80/y, true",
    "http://u@a/, http://a/, true",
    "http://a/, https://a/, false",
    "http://a/, http://b/, false",
    "http://a/, http://a:81/, false",
    "http://a:99999/, http://a:99998/, false",
    "http://a/, /relative, false",
    "http://a/, http:opaque, false",
  })
  @DisplayName("an origin is scheme, host and port, RFC 9110 §4.3.1")
  void sameOrigin(URI one, URI other, boolean same) {
    assertEquals(same, UriNormalizer.sameOrigin(one, other));
  }
}
