package okhttp3.internal.http;

import java.lang.reflect.Field;
import java.util.concurrent.Callable;
import okhttp3.FormBody;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Bodies of requests that are in memory: those that the client itself makes of bytes or text. */
final class LarderRequestBody {

  private LarderRequestBody() {}

  /** Gives the bytes of a body, or null if they may come from elsewhere. */
  static @Nullable Callable<byte[]> bytes(RequestBody body) {
    return isInMemory(body.getClass()) ? () -> written(body) : null;
  }

  private static boolean isInMemory(Class<?> type) {
    if (type == FormBody.class) {
      return true;
    }
    if (!type.getName().startsWith(RequestBody.class.getName() + '$')) {
      return false;
    }
    for (Field field : type.getDeclaredFields()) {
      if (field.getType() == byte[].class || field.getType() == ByteString.class) {
        return true;
      }
    }
    return false;
  }

  private static byte[] written(RequestBody body) throws Exception {
    Buffer buffer = new Buffer();
    body.writeTo(buffer);
    return buffer.readByteArray();
  }
}
