package dev.larder.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.Glob;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VersionedUrlTest {

  @Test
  void givesAllVersionsOfAResourceTheSameLogicalResource() {
    String base = "https://h/acx-tfaar-tfaa-report-ui-frontend_auto_";
    VersionedUrl one = VersionedUrl.of(base + "20251020-0645_RC000/main.dart.js");
    VersionedUrl other = VersionedUrl.of(base + "20251103-1810_RC012/main.dart.js");
    assertEquals(one.logical(), other.logical());
    assertEquals("20251020-0645_RC000", one.version());
    assertEquals("20251103-1810_RC012", other.version());
    assertEquals(List.of(new VersionToken(VersionToken.Kind.BUILD, one.version())), one.tokens());
  }

  @Test
  void namesAVersionOnceThatStandsTwiceInAUrl() {
    assertEquals("4.13.2", VersionedUrl.of("https://r/junit/4.13.2/junit-4.13.2.jar").version());
  }

  @Test
  void takesTheUsersPatternFirst() {
    VersionPattern apps = pattern("/apps/{version}/**");
    VersionPattern host = pattern("cdn.example.org/*/x-{version}.bin");
    VersionedUrl url = VersionedUrl.of("https://h/apps/blue/app.js?v=12", List.of(host, apps));
    assertEquals("https://h/apps/*/app.js?v=12", url.logical());
    assertEquals("blue", url.version());
    assertEquals(
        "7", VersionedUrl.of("https://cdn.example.org/a/x-7.bin", List.of(host, apps)).version());
    assertEquals("12", VersionedUrl.of("https://h/b/app.js?v=12", List.of(host, apps)).version());
  }

  @Test
  void leavesALongerUrlThanToolsMakeAlone() {
    String url = "https://h/1.2.3/" + "a".repeat(5000) + ".js";
    assertFalse(VersionedUrl.of(url).isVersioned());
  }

  @Test
  void understandsAnyText() {
    Random random = new Random(6);
    String alphabet = "/.-_@?=&#%v0123456789abcdefRC+~,:*";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "" : "https://h");
      for (int n = random.nextInt(60); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      VersionedUrl url = VersionedUrl.of(text.append(random.nextBoolean() ? ".js" : "").toString());
      assertNotNull(url.version());
      assertTrue(url.isVersioned() || url.logical().contentEquals(text), text.toString());
    }
  }

  private static VersionPattern pattern(String text) {
    Glob glob = Glob.of(text);
    assertNotNull(glob);
    return new VersionPattern(glob);
  }
}
