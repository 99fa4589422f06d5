package dev.larder.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Splits a corpus of URLs as tools and sites make them, and of others that only look so. */
class CorpusTest {

  /** One line: the URL, and its tokens with where they start in the masked URL. */
  private record Shape(String line) {

    String url() {
      return line.replace("{", "").replace("}", "");
    }

    String logical() {
      return line.replaceAll("\\{[^}]*\\}", "*");
    }

    List<String> tokens() {
      List<String> tokens = new ArrayList<>();
      int open = line.indexOf('{');
      while (open >= 0) {
        int close = line.indexOf('}', open);
        tokens.add(line.substring(open + 1, close));
        open = line.indexOf('{', close);
      }
      return tokens;
    }
  }

  @Test
  void tellsVersionsFromWhatOnlyLooksLikeThem() throws IOException {
    List<Shape> shapes = shapes();
    int right = 0;
    int wrong = 0;
    int missed = 0;
    int falseSplits = 0;
    int plain = 0;
    StringBuilder differences = new StringBuilder();
    for (Shape shape : shapes) {
      VersionedUrl found = VersionedUrl.of(shape.url());
      List<String> expected = new ArrayList<>(shape.tokens());
      List<String> texts = new ArrayList<>();
      texts.addAll(found.tokens());
      int same = 0;
      for (String text : texts) {
        same += expected.remove(text) ? 1 : 0;
      }
      right += same;
      wrong += texts.size() - same;
      missed += expected.size();
      plain += shape.tokens().isEmpty() ? 1 : 0;
      falseSplits += shape.tokens().isEmpty() && found.isVersioned() ? 1 : 0;
      if (!found.logical().equals(shape.logical())) {
        differences.append("  ").append(shape.line).append("  ->  ").append(texts).append('\n');
      }
    }
    double precision = (double) right / (right + wrong);
    double recall = (double) right / (right + missed);
    String summary =
        String.format(
            "%d URLs, %d without version, %d of them split; tokens: precision %.3f, recall %.3f%n%s",
            shapes.size(), plain, falseSplits, precision, recall, differences);
    System.out.println(summary);
    assertTrue(shapes.size() >= 300 && plain >= 100, summary);
    assertTrue(precision >= 0.97 && recall >= 0.97 && falseSplits <= 3, summary);
  }

  @Test
  void hasEachShapeOnce() throws IOException {
    Set<String> urls = new TreeSet<>();
    for (Shape shape : shapes()) {
      assertTrue(urls.add(shape.url()), shape.line);
    }
  }

  @Test
  void neverChangesAUrlBesidesItsTokens() throws IOException {
    for (Shape shape : shapes()) {
      VersionedUrl found = VersionedUrl.of(shape.url());
      String logical = found.logical();
      for (String token : found.tokens()) {
        int star = logical.indexOf('*');
        assertTrue(star >= 0, logical);
        logical = logical.substring(0, star) + token + logical.substring(star + 1);
      }
      assertEquals(shape.url(), logical);
    }
  }

  private static List<Shape> shapes() throws IOException {
    try (InputStream in = CorpusTest.class.getResourceAsStream("urls.txt")) {
      assertNotNull(in);
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Shape::new)
          .toList();
    }
  }
}
