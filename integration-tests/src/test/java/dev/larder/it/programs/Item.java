package dev.larder.it.programs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bodies that a client can compute again from the path and the state that they name. */
public final class Item {

  private Item() {}

  /** The body of an item: its path and state, and then filling that follows from both. */
  public static byte[] body(String path, int state, int size) {
    byte[] head = (path + ' ' + state + ' ' + size + '\n').getBytes(StandardCharsets.UTF_8);
    byte[] body = new byte[Math.max(size, head.length)];
    int filling = path.hashCode() * 31 + state;
    for (int i = 0; i < body.length; i++) {
      filling = filling * 1103515245 + 12345;
      body[i] = i < head.length ? head[i] : (byte) (filling >>> 16);
    }
    return body;
  }

  /** The state that an intact body of this path tells, or -1 if it is none. */
  static int state(String path, byte[] body) {
    int end = 0;
    while (end < body.length && end < 100 && body[end] != '\n') {
      end++;
    }
    String[] head = new String(body, 0, end, StandardCharsets.UTF_8).split(" ", -1);
    if (head.length != 3 || !head[0].equals(path)) {
      return -1;
    }
    int state = Integer.parseInt(head[1]);
    byte[] expected = body(path, state, Integer.parseInt(head[2]));
    return Arrays.equals(expected, body) ? state : -1;
  }
}
