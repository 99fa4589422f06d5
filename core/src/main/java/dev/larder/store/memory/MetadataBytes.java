package dev.larder.store.memory;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.TlsFacts;
import dev.larder.store.Variant;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Metadata in a compact form for this process alone. Numbers are varints (seven bits a byte, the
 * lowest first, the highest bit set on all but the last); a text is its length, doubled, plus one
 * if it takes two bytes a character, and its characters; a list is its size and its elements.
 *
 * <pre>
 * uri, method, status, version, 0 or 1 and the reason phrase, headers, selecting,
 * request time (8 bytes of seconds, 4 of nanoseconds), response time,
 * variants, 0 or 1 and the TLS facts, generation (8 bytes)
 * </pre>
 */
final class MetadataBytes {
  private ByteBuffer out = ByteBuffer.allocate(1024);

  private MetadataBytes() {}

  /** The bytes of metadata in an array with so much room behind them. */
  static byte[] write(EntryMetadata metadata, int room) {
    MetadataBytes bytes = new MetadataBytes();
    bytes.text(metadata.uri());
    bytes.text(metadata.method());
    bytes.number(metadata.head().status());
    bytes.text(metadata.head().version());
    bytes.reason(metadata.head().reason());
    bytes.headers(metadata.head().headers());
    bytes.headers(metadata.selecting());
    bytes.time(metadata.requestTime());
    bytes.time(metadata.responseTime());
    bytes.variants(metadata.variants());
    bytes.tls(metadata.tls());
    bytes.room(Long.BYTES);
    bytes.out.putLong(metadata.generation());
    byte[] result = new byte[bytes.out.position() + room];
    bytes.out.flip().get(result, 0, bytes.out.limit());
    return result;
  }

  private void room(int size) {
    if (out.remaining() < size) {
      int enough = Math.max(2 * out.capacity(), out.position() + size);
      out = ByteBuffer.wrap(Arrays.copyOf(out.array(), enough)).position(out.position());
    }
  }

  private void number(int number) {
    room(5);
    int rest = number;
    while (rest < 0 || rest > 0x7f) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private void text(String text) {
    int length = text.length();
    boolean wide = false;
    for (int i = 0; i < length && !wide; i++) {
      wide = text.charAt(i) > 0xff;
    }
    number(2 * length + (wide ? 1 : 0));
    if (wide) {
      room(2 * length);
      for (int i = 0; i < length; i++) {
        out.putChar(text.charAt(i));
      }
    } else {
      room(length);
      out.put(text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private void reason(@Nullable String reason) {
    number(reason == null ? 0 : 1);
    if (reason != null) {
      text(reason);
    }
  }

  private void headers(Headers headers) {
    number(headers.size());
    for (Headers.Field field : headers) {
      text(field.name());
      text(field.value());
    }
  }

  private void time(Instant time) {
    room(12);
    out.putLong(time.getEpochSecond()).putInt(time.getNano());
  }

  private void variants(List<Variant> variants) {
    number(variants.size());
    for (Variant variant : variants) {
      number(variant.fields().size());
      for (String field : variant.fields()) {
        text(field);
      }
      text(variant.salt());
      room(EntryKey.BYTES);
      variant.key().write(out);
    }
  }

  private void tls(@Nullable TlsFacts tls) {
    number(tls == null ? 0 : 1);
    if (tls == null) {
      return;
    }
    text(tls.protocol());
    text(tls.cipherSuite());
    text(tls.peerHost());
    number(tls.peerPort());
    number(tls.peerCertificates().size());
    for (byte[] certificate : tls.peerCertificates()) {
      number(certificate.length);
      room(certificate.length);
      out.put(certificate);
    }
  }

  /** The metadata whose bytes begin here, or null if these are none. */
  static @Nullable EntryMetadata read(ByteBuffer in) {
    try {
      return new EntryMetadata(
          readText(in),
          readText(in),
          new ResponseHead(readNumber(in), readText(in), readReason(in), readHeaders(in)),
          readHeaders(in),
          readTime(in),
          readTime(in),
          readVariants(in),
          readTls(in),
          in.getLong());
    } catch (BufferUnderflowException | IllegalArgumentException | DateTimeException e) {
      return null;
    }
  }

  private static int readNumber(ByteBuffer in) {
    int number = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      number |= (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
  }

  /** The size of what follows, which is at least a byte for each. */
  private static int readSize(ByteBuffer in) {
    int size = readNumber(in);
    if (size < 0 || size > in.remaining()) {
      throw new BufferUnderflowException();
    }
    return size;
  }

  private static String readText(ByteBuffer in) {
    int number = readNumber(in);
    int length = number >>> 1;
    boolean wide = (number & 1) == 1;
    if (length > in.remaining() / (wide ? 2 : 1)) {
      throw new BufferUnderflowException();
    }
    if (wide) {
      char[] characters = new char[length];
      for (int i = 0; i < length; i++) {
        characters[i] = in.getChar();
      }
      return new String(characters);
    }
    int start = in.position();
    in.position(start + length);
    return new String(in.array(), in.arrayOffset() + start, length, StandardCharsets.ISO_8859_1);
  }

  private static @Nullable String readReason(ByteBuffer in) {
    return readNumber(in) == 0 ? null : readText(in);
  }

  private static Headers readHeaders(ByteBuffer in) {
    int size = readSize(in);
    Headers.Builder headers = new Headers.Builder();
    for (int i = 0; i < size; i++) {
      String name = readText(in);
      headers.add(name, readText(in));
    }
    return headers.build();
  }

  private static Instant readTime(ByteBuffer in) {
    long seconds = in.getLong();
    return Instant.ofEpochSecond(seconds, in.getInt());
  }

  private static List<Variant> readVariants(ByteBuffer in) {
    int size = readSize(in);
    if (size == 0) {
      return List.of();
    }
    List<Variant> variants = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      int count = readSize(in);
      List<String> fields = new ArrayList<>(count);
      for (int j = 0; j < count; j++) {
        fields.add(readText(in));
      }
      String salt = readText(in);
      variants.add(new Variant(fields, salt, EntryKey.read(in)));
    }
    return variants;
  }

  private static @Nullable TlsFacts readTls(ByteBuffer in) {
    if (readNumber(in) == 0) {
      return null;
    }
    String protocol = readText(in);
    String cipherSuite = readText(in);
    String peerHost = readText(in);
    int peerPort = readNumber(in);
    int size = readSize(in);
    List<byte[]> certificates = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      byte[] certificate = new byte[readSize(in)];
      in.get(certificate);
      certificates.add(certificate);
    }
    return new TlsFacts(protocol, cipherSuite, peerHost, peerPort, certificates);
  }
}
