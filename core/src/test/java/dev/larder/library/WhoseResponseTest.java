package dev.larder.library;

import static dev.larder.library.Larder.PAGE;
import static dev.larder.library.Larder.bytes;
import static dev.larder.library.Larder.fields;
import static dev.larder.library.Larder.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhoseResponseTest {

  private static final Map<String, List<String>> FRESH = fields("Cache-Control", "max-age=3600");

  @TempDir Path directory = Path.of("");
  private @Nullable LarderCache opened;

  private LarderCache cache() {
    LarderCache cache = opened;
    if (cache == null) {
      cache = new Larder(directory).open();
      opened = cache;
    }
    return cache;
  }

  @AfterEach
  void close() {
    cache().close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Authorization", "Cookie", "X-Api-Key"})
  void whatWasSavedWithCredentialsIsLoadedForThoseWhoShowTheSame(String field) {
    Map<String, List<String>> ann = fields(field, "ann");
    assertTrue(cache().save(PAGE, ann, 200, FRESH, bytes("for ann")).isStored());
    assertNull(cache().load(PAGE));
    assertNull(cache().load(PAGE, fields(field, "bob")));
    assertEquals("for ann", text(cache().load(PAGE, ann)));
    cache().save(PAGE, fields(field, "bob"), 200, FRESH, bytes("for bob"));
    assertEquals("for ann", text(cache().load(PAGE, ann)));
    assertEquals("for bob", text(cache().load(PAGE, fields(field, "bob"))));
  }

  @Test
  void whatTheServerDeclaredToBeForAllIsLoadedForAll() {
    Map<String, List<String>> common = fields("Cache-Control", "max-age=3600, public");
    cache().save(PAGE, fields("Authorization", "ann"), 200, common, bytes("for all"));
    assertEquals("for all", text(cache().load(PAGE)));
    assertEquals("for all", text(cache().load(PAGE, fields("Authorization", "bob"))));
  }

  @Test
  void whatIsForAllIsNotLoadedForThoseWhoMayGetAnother() {
    cache().save(PAGE, 200, FRESH, bytes("for nobody"));
    assertNull(cache().load(PAGE, fields("Authorization", "ann")));
  }

  @Test
  void eachVariantIsLoadedForTheRequestsThatSelectIt() {
    Map<String, List<String>> varying =
        fields("Cache-Control", "max-age=3600", "Vary", "Accept-Language");
    cache().save(PAGE, fields("Accept-Language", "de"), 200, varying, bytes("hallo"));
    cache().save(PAGE, fields("Accept-Language", "en"), 200, varying, bytes("hello"));
    assertEquals("hallo", text(cache().load(PAGE, fields("accept-language", "de"))));
    assertEquals("hello", text(cache().load(PAGE, fields("Accept-Language", "en"))));
    assertNull(cache().load(PAGE, fields("Accept-Language", "fr")));
    assertNull(cache().load(PAGE));
  }

  @Test
  void whatIsRemovedIsGoneForEverybody() {
    Map<String, List<String>> ann = fields("Authorization", "ann");
    URI other = URI.create("https://example.org/other");
    cache().save(PAGE, 200, FRESH, bytes("for nobody"));
    cache().save(PAGE, ann, 200, FRESH, bytes("for ann"));
    cache().save(other, 200, FRESH, bytes("other"));
    cache().remove(PAGE);
    assertNull(cache().load(PAGE));
    assertNull(cache().load(PAGE, ann));
    assertEquals("other", text(cache().load(other)));
    cache().remove(URI.create("https://example.org/never-there"));
  }

  @Test
  void noCredentialIsListed() {
    URI secret = URI.create("https://example.org/page?token=s3cret&x=1");
    cache().save(secret, 200, fields("Cache-Control", "max-age=3600, public"), bytes("hello"));
    List<ListedEntry> listed = cache().list(10);
    assertEquals(1, listed.size());
    assertTrue(!listed.get(0).toString().contains("s3cret"), listed.toString());
    assertEquals("hello", text(cache().load(secret)));
  }
}
