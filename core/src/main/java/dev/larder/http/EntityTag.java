package dev.larder.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entity tag (RFC 9110 §8.8.3).
 *
 * @param weak whether it stands for equivalence rather than for equal bytes
 * @param opaque what stands between the quotes
 */
public record EntityTag(boolean weak, String opaque) {

  /** The tag that this text is, or null if it isn't exactly one. */
  public static @Nullable EntityTag parse(String text) {
    boolean weak = text.startsWith("W/");
    int quote = weak ? 2 : 0;
    int end = end(text, quote);
    return end == text.length() ? new EntityTag(weak, text.substring(quote + 1, end - 1)) : null;
  }

  /** The ETag of these fields, or null if there is none, several or one out of grammar. */
  public static @Nullable EntityTag of(Headers headers) {
    List<String> lines = headers.all("ETag");
    return lines.size() == 1 ? parse(lines.get(0)) : null;
  }

  /**
   * The tags of a list as If-None-Match has it (RFC 9110 §13.1.2), or null if anything in it is not
   * a tag. Empty members are passed over.
   */
  public static @Nullable List<EntityTag> list(List<String> lines) {
    List<EntityTag> tags = new ArrayList<>();
    for (String line : lines) {
      int at = 0;
      while ((at = skipSeparators(line, at)) < line.length()) {
        boolean weak = line.startsWith("W/", at);
        int quote = weak ? at + 2 : at;
        int end = end(line, quote);
        if (end < 0) {
          return null;
        }
        tags.add(new EntityTag(weak, line.substring(quote + 1, end - 1)));
        at = skipSpace(line, end);
        if (at < line.length() && line.charAt(at) != ',') {
          return null;
        }
      }
    }
    return tags;
  }

  /** Equal bytes: both strong and the same (RFC 9110 §8.8.3.2). */
  public boolean matchesStrongly(EntityTag other) {
    return !weak && !other.weak && opaque.equals(other.opaque);
  }

  /** Equivalent: the same but for weakness (RFC 9110 §8.8.3.2). */
  public boolean matchesWeakly(EntityTag other) {
    return opaque.equals(other.opaque);
  }

  /** As it stands in a field. */
  @Override
  public String toString() {
    return (weak ? "W/\"" : "\"") + opaque + '"';
  }

  /** The index after the closing quote of the tag whose opening quote is here, or -1. */
  private static int end(String text, int quote) {
    if (quote >= text.length() || text.charAt(quote) != '"') {
      return -1;
    }
    for (int i = quote + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return i + 1;
      }
      if (c < 0x21 || c == 0x7f) {
        return -1;
      }
    }
    return -1;
  }

  private static int skipSpace(String text, int at) {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  private static int skipSeparators(String text, int at) {
    int next = skipSpace(text, at);
    while (next < text.length() && text.charAt(next) == ',') {
      next = skipSpace(text, next + 1);
    }
    return next;
  }
}
