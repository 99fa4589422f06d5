package dev.larder.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Metadata as JSON. Times are pairs of epoch seconds and nanoseconds, header fields are pairs of
 * name and value in their order, certificates are Base64. Members that a reader does not know are
 * skipped, so that later versions can add some; {@code reason}, {@code generation}, {@code
 * variants} and {@code tls} may be absent.
 */
public final class MetadataJson {
  // Jackson's default pool would leave buffers of ours in the application's thread locals.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .recyclerPool(JsonRecyclerPools.newBoundedPool(16))
          .build();

  /** More than any index lists. */
  private static final int MOST_VARIANTS = 64;

  private MetadataJson() {}

  /** As UTF-8. Throws if a text is no valid Unicode. */
  public static byte[] write(EntryMetadata metadata) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("uri", metadata.uri());
      json.writeStringField("method", metadata.method());
      json.writeNumberField("status", metadata.head().status());
      json.writeStringField("version", metadata.head().version());
      if (metadata.head().reason() != null) {
        json.writeStringField("reason", metadata.head().reason());
      }
      write(json, "headers", metadata.head().headers());
      write(json, "selecting", metadata.selecting());
      write(json, "requestTime", metadata.requestTime());
      write(json, "responseTime", metadata.responseTime());
      if (metadata.generation() != Invalidations.NO_GENERATION) {
        json.writeNumberField("generation", metadata.generation());
      }
      if (!metadata.variants().isEmpty()) {
        json.writeArrayFieldStart("variants");
        for (Variant variant : metadata.variants()) {
          write(json, variant);
        }
        json.writeEndArray();
      }
      if (metadata.tls() != null) {
        write(json, metadata.tls());
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, String name, Headers headers) throws IOException {
    json.writeArrayFieldStart(name);
    for (Headers.Field field : headers) {
      json.writeStartArray();
      json.writeString(field.name());
      json.writeString(field.value());
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, String name, Instant time) throws IOException {
    json.writeArrayFieldStart(name);
    json.writeNumber(time.getEpochSecond());
    json.writeNumber(time.getNano());
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Variant variant) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("fields");
    for (String field : variant.fields()) {
      json.writeString(field);
    }
    json.writeEndArray();
    json.writeStringField("salt", variant.salt());
    json.writeStringField("key", variant.key().hex());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, TlsFacts tls) throws IOException {
    json.writeObjectFieldStart("tls");
    json.writeStringField("protocol", tls.protocol());
    json.writeStringField("cipherSuite", tls.cipherSuite());
    json.writeStringField("peerHost", tls.peerHost());
    json.writeNumberField("peerPort", tls.peerPort());
    json.writeArrayFieldStart("peerCertificates");
    for (byte[] certificate : tls.peerCertificates()) {
      json.writeBinary(certificate);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Throws if the bytes are not the JSON of complete metadata. */
  public static EntryMetadata read(byte[] bytes, int offset, int length) throws IOException {
    try (JsonParser json = JSON.createParser(bytes, offset, length)) {
      expect(json.nextToken(), JsonToken.START_OBJECT);
      EntryMetadata metadata = new MetadataJson.Fields().read(json);
      expect(json.nextToken(), null);
      return metadata;
    } catch (DateTimeException e) {
      throw new IOException("A time out of range", e);
    }
  }

  /** The members of metadata while they are being read. */
  private static final class Fields {
    private @Nullable String uri;
    private @Nullable String method;
    private int status;
    private @Nullable String version;
    private @Nullable String reason;
    private @Nullable Headers headers;
    private @Nullable Headers selecting;
    private @Nullable Instant requestTime;
    private @Nullable Instant responseTime;
    private List<Variant> variants = List.of();
    private @Nullable TlsFacts tls;
    private long generation = Invalidations.NO_GENERATION;

    EntryMetadata read(JsonParser json) throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "uri" -> uri = text(json);
          case "method" -> method = text(json);
          case "status" -> status = json.getIntValue();
          case "version" -> version = text(json);
          case "reason" -> reason = text(json);
          case "headers" -> headers = headers(json);
          case "selecting" -> selecting = headers(json);
          case "requestTime" -> requestTime = time(json);
          case "responseTime" -> responseTime = time(json);
          case "generation" -> generation = json.getLongValue();
          case "variants" -> variants = variants(json);
          case "tls" -> tls = tls(json);
          default -> json.skipChildren();
        }
      }
      expect(json.currentToken(), JsonToken.END_OBJECT);
      if (status < 200 || status > 599) {
        throw new IOException("No final status: " + status);
      }
      return new EntryMetadata(
          required(uri),
          required(method),
          new ResponseHead(status, required(version), reason, required(headers)),
          required(selecting),
          required(requestTime),
          required(responseTime),
          variants,
          tls,
          generation);
    }
  }

  private static <T> T required(@Nullable T value) throws IOException {
    if (value == null) {
      throw new IOException("A required member is missing");
    }
    return value;
  }

  private static void expect(@Nullable JsonToken found, @Nullable JsonToken expected)
      throws IOException {
    if (found != expected) {
      throw new IOException("Not the JSON of metadata: " + found);
    }
  }

  private static String text(JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.VALUE_STRING);
    return json.getText();
  }

  private static Headers headers(JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY);
    Headers.Builder headers = new Headers.Builder();
    while (json.nextToken() == JsonToken.START_ARRAY) {
      json.nextToken();
      String name = text(json);
      json.nextToken();
      headers.add(name, text(json));
      expect(json.nextToken(), JsonToken.END_ARRAY);
    }
    expect(json.currentToken(), JsonToken.END_ARRAY);
    return headers.build();
  }

  private static Instant time(JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY);
    expect(json.nextToken(), JsonToken.VALUE_NUMBER_INT);
    long seconds = json.getLongValue();
    expect(json.nextToken(), JsonToken.VALUE_NUMBER_INT);
    int nanos = json.getIntValue();
    expect(json.nextToken(), JsonToken.END_ARRAY);
    return Instant.ofEpochSecond(seconds, nanos);
  }

  private static List<Variant> variants(JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY);
    List<Variant> variants = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (variants.size() == MOST_VARIANTS) {
        throw new IOException("Too many variants");
      }
      variants.add(variant(json));
    }
    return variants;
  }

  private static Variant variant(JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT);
    List<String> fields = null;
    String salt = null;
    String key = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "fields" -> fields = texts(json);
        case "salt" -> salt = text(json);
        case "key" -> key = text(json);
        default -> json.skipChildren();
      }
    }
    expect(json.currentToken(), JsonToken.END_OBJECT);
    return new Variant(required(fields), required(salt), EntryKey.parse(required(key)));
  }

  private static List<String> texts(JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY);
    List<String> texts = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      texts.add(text(json));
    }
    return texts;
  }

  private static TlsFacts tls(JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT);
    String protocol = null;
    String cipherSuite = null;
    String peerHost = null;
    int peerPort = -1;
    List<byte[]> certificates = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "protocol" -> protocol = text(json);
        case "cipherSuite" -> cipherSuite = text(json);
        case "peerHost" -> peerHost = text(json);
        case "peerPort" -> peerPort = json.getIntValue();
        case "peerCertificates" -> {
          expect(json.currentToken(), JsonToken.START_ARRAY);
          while (json.nextToken() == JsonToken.VALUE_STRING) {
            certificates.add(json.getBinaryValue());
          }
          expect(json.currentToken(), JsonToken.END_ARRAY);
        }
        default -> json.skipChildren();
      }
    }
    expect(json.currentToken(), JsonToken.END_OBJECT);
    return new TlsFacts(
        required(protocol), required(cipherSuite), required(peerHost), peerPort, certificates);
  }
}
