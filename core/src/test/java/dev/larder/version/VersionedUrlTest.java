package dev.larder.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    assertEquals(List.of(one.version()), one.tokens());
  }

  @Test
  void namesAVersionOnceThatStandsTwiceInAUrl() {
    assertEquals("4.13.2", VersionedUrl.of("https://r/junit/4.13.2/junit-4.13.2.jar").version());
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
}
