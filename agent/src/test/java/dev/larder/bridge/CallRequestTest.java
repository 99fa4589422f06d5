package dev.larder.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallRequestTest {

  @ParameterizedTest
  @CsvSource({
    "http, a.example, -1, /x?y, http://a.example/x?y",
    "http, a.example, 80, /, http://a.example/",
    "https, a.example, 443, /, https://a.example/",
    "https, a.example, 80, /, https://a.example:80/",
    "http, a.example, 8080, , http://a.example:8080/",
    "http, a.example, 8080, '', http://a.example:8080/",
    "http, ::1, 80, /, http://[::1]/",
    "http, a.example, 80, http://a.example/x?y, http://a.example/x?y"
  })
  void theUriIsThatOfTheHost(
      String scheme, String host, int port, @Nullable String target, String uri) {
    assertEquals(URI.create(uri), CallRequest.uri(scheme, host, port, target));
  }

  @ParameterizedTest
  @CsvSource({"ftp, a.example, /", "http, a.example, *", "http, a.example, '/ '", "http, '', /"})
  void whatIsNoneIsNull(String scheme, String host, String target) {
    assertNull(CallRequest.uri(scheme, host, -1, target));
  }
}
