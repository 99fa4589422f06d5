package dev.larder.agent.client.playwright.api;

import dev.larder.engine.Served;
import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Translates responses of Playwright's driver and of its browsers to stored ones and back.
 *
 * <p>Both hand out decoded bodies under the fields of the coded ones. They are stored as they are
 * handed out, so the fields that tell of the coding have other names in the store, for which no
 * other client asks; and what else the driver tells stands in a field of its own.
 */
public final class DecodedResponses {

  private static final String DETAILS = "Larder-Playwright";
  private static final String CODED = "Larder-Coded-";
  private static final String ENCODING = "Content-Encoding";
  private static final String LENGTH = "Content-Length";

  /** A stored response in the words of Playwright. */
  public record Shown(
      int status, @Nullable String reason, List<String> headers, @Nullable String details) {}

  private DecodedResponses() {}

  /**
   * A response of the driver.
   *
   * @param details what else the driver tells of it, or null if it is not to be stored
   */
  public static ResponseHead response(int status, List<String> fields, @Nullable String details) {
    boolean coded = isCoded(fields);
    Headers.Builder headers = new Headers.Builder();
    for (int i = 0; i < fields.size(); i += 2) {
      String name = fields.get(i);
      boolean renamed = coded && (name.equalsIgnoreCase(ENCODING) || name.equalsIgnoreCase(LENGTH));
      headers.add(renamed ? CODED + name : name, fields.get(i + 1));
    }
    if (details != null) {
      headers.add(DETAILS, status + " " + details);
    }
    return new ResponseHead(status, "HTTP/1.1", headers.build());
  }

  /** Whether a response has a decoded body under the length of the coded one. */
  public static boolean hasLengthOfCoded(ResponseHead head) {
    return head.headers().contains(CODED + LENGTH);
  }

  /** A head with the length of the decoded body. */
  static ResponseHead ofLength(ResponseHead head, int length) {
    return head.withHeaders(head.headers().with(LENGTH, String.valueOf(length)));
  }

  /** Whether an origin uses names that are ours in the store. */
  public static boolean hasFieldsOfOurs(List<String> fields) {
    for (int i = 0; i < fields.size(); i += 2) {
      if (fields.get(i).regionMatches(true, 0, "larder-", 0, 7)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the driver has decoded the body. */
  private static boolean isCoded(List<String> fields) {
    for (int i = 0; i < fields.size(); i += 2) {
      if (fields.get(i).equalsIgnoreCase(ENCODING)) {
        return true;
      }
    }
    return false;
  }

  /** What the program sees of a head that the cache shows. */
  public static Shown shown(ResponseHead head) {
    List<String> fields = new ArrayList<>();
    boolean coded = false;
    String told = null;
    for (Headers.Field field : head.headers()) {
      coded |= field.name().startsWith(CODED);
    }
    for (Headers.Field field : head.headers()) {
      String name = field.name();
      if (name.equalsIgnoreCase(DETAILS)) {
        told = field.value();
      } else if (!coded || !name.equalsIgnoreCase(LENGTH)) {
        fields.add(name.startsWith(CODED) ? name.substring(CODED.length()) : name);
        fields.add(field.value());
      }
    }
    int space = told == null ? -1 : told.indexOf(' ');
    if (told == null || space < 0) {
      return new Shown(head.status(), reason(head.status()), fields, null);
    }
    boolean same = told.substring(0, space).equals(String.valueOf(head.status()));
    return new Shown(
        head.status(), same ? null : reason(head.status()), fields, told.substring(space + 1));
  }

  /** The whole body that the cache serves. */
  public static byte[] bytes(Served served) {
    ByteBuffer whole =
        ByteBuffer.allocate(served.body().stream().mapToInt(ByteBuffer::remaining).sum());
    served.body().forEach(buffer -> whole.put(buffer.duplicate()));
    return whole.array();
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 304 -> "Not Modified";
      case 504 -> "Gateway Timeout";
      default -> "";
    };
  }
}
