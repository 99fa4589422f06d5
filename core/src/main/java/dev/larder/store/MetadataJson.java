package dev.larder.store;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.json.JsonReader;
import dev.larder.json.JsonWriter;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Metadata as JSON. Times are pairs of epoch seconds and nanoseconds, header fields are pairs of
 * name and value in their order, certificates are Base64. Members that a reader does not know are
 * skipped, so that later versions can add some; {@code reason}, {@code generation}, {@code
 * variants} and {@code tls} may be absent.
 */
public final class MetadataJson {

  /** More than any index lists. */
  private static final int MOST_VARIANTS = 64;

  private MetadataJson() {}

  /** As UTF-8. */
  public static byte[] write(EntryMetadata metadata) {
    JsonWriter json = new JsonWriter().object();
    json.name("uri").string(metadata.uri());
    json.name("method").string(metadata.method());
    json.name("status").number(metadata.head().status());
    json.name("version").string(metadata.head().version());
    String reason = metadata.head().reason();
    if (reason != null) {
      json.name("reason").string(reason);
    }
    write(json, "headers", metadata.head().headers());
    write(json, "selecting", metadata.selecting());
    write(json, "requestTime", metadata.requestTime());
    write(json, "responseTime", metadata.responseTime());
    if (metadata.generation() != Invalidations.NO_GENERATION) {
      json.name("generation").number(metadata.generation());
    }
    if (!metadata.variants().isEmpty()) {
      json.name("variants").array();
      for (Variant variant : metadata.variants()) {
        write(json, variant);
      }
      json.endArray();
    }
    TlsFacts tls = metadata.tls();
    if (tls != null) {
      write(json, tls);
    }
    return json.endObject().toByteArray();
  }

  private static void write(JsonWriter json, String name, Headers headers) {
    json.name(name).array();
    for (Headers.Field field : headers) {
      json.array().string(field.name()).string(field.value()).endArray();
    }
    json.endArray();
  }

  private static void write(JsonWriter json, String name, Instant time) {
    json.name(name).array().number(time.getEpochSecond()).number(time.getNano()).endArray();
  }

  private static void write(JsonWriter json, Variant variant) {
    json.object().name("fields").array();
    for (String field : variant.fields()) {
      json.string(field);
    }
    json.endArray();
    json.name("salt").string(variant.salt());
    json.name("key").string(variant.key().hex());
    json.endObject();
  }

  private static void write(JsonWriter json, TlsFacts tls) {
    json.name("tls").object();
    json.name("protocol").string(tls.protocol());
    json.name("cipherSuite").string(tls.cipherSuite());
    json.name("peerHost").string(tls.peerHost());
    json.name("peerPort").number(tls.peerPort());
    json.name("peerCertificates").array();
    for (byte[] certificate : tls.peerCertificates()) {
      json.string(Base64.getEncoder().encodeToString(certificate));
    }
    json.endArray().endObject();
  }

  /** Throws if the bytes are not the JSON of complete metadata. */
  public static EntryMetadata read(byte[] bytes, int offset, int length) throws IOException {
    JsonReader json = new JsonReader(bytes, offset, length);
    try {
      EntryMetadata metadata = new MetadataJson.Fields().read(json);
      json.end();
      return metadata;
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new IOException("A value out of range", e);
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

    EntryMetadata read(JsonReader json) throws IOException {
      json.object();
      while (json.hasNext()) {
        switch (json.name()) {
          case "uri" -> uri = json.string();
          case "method" -> method = json.string();
          case "status" -> status = integer(json);
          case "version" -> version = json.string();
          case "reason" -> reason = json.string();
          case "headers" -> headers = headers(json);
          case "selecting" -> selecting = headers(json);
          case "requestTime" -> requestTime = time(json);
          case "responseTime" -> responseTime = time(json);
          case "generation" -> generation = json.number();
          case "variants" -> variants = variants(json);
          case "tls" -> tls = tls(json);
          default -> json.skip();
        }
      }
      json.endObject();
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

  private static int integer(JsonReader json) throws IOException {
    long number = json.number();
    if (number != (int) number) {
      throw new IOException("Too large: " + number);
    }
    return (int) number;
  }

  private static Headers headers(JsonReader json) throws IOException {
    Headers.Builder headers = new Headers.Builder();
    json.array();
    while (json.hasNext()) {
      json.array();
      json.next();
      String name = json.string();
      json.next();
      headers.add(name, json.string());
      json.endArray();
    }
    json.endArray();
    return headers.build();
  }

  private static Instant time(JsonReader json) throws IOException {
    json.array();
    json.next();
    long seconds = json.number();
    json.next();
    int nanos = integer(json);
    json.endArray();
    return Instant.ofEpochSecond(seconds, nanos);
  }

  private static List<Variant> variants(JsonReader json) throws IOException {
    List<Variant> variants = new ArrayList<>();
    json.array();
    while (json.hasNext()) {
      if (variants.size() == MOST_VARIANTS) {
        throw new IOException("Too many variants");
      }
      variants.add(variant(json));
    }
    json.endArray();
    return variants;
  }

  private static Variant variant(JsonReader json) throws IOException {
    List<String> fields = null;
    String salt = null;
    String key = null;
    json.object();
    while (json.hasNext()) {
      switch (json.name()) {
        case "fields" -> fields = texts(json);
        case "salt" -> salt = json.string();
        case "key" -> key = json.string();
        default -> json.skip();
      }
    }
    json.endObject();
    return new Variant(required(fields), required(salt), EntryKey.parse(required(key)));
  }

  private static List<String> texts(JsonReader json) throws IOException {
    List<String> texts = new ArrayList<>();
    json.array();
    while (json.hasNext()) {
      texts.add(json.string());
    }
    json.endArray();
    return texts;
  }

  private static TlsFacts tls(JsonReader json) throws IOException {
    String protocol = null;
    String cipherSuite = null;
    String peerHost = null;
    int peerPort = -1;
    List<byte[]> certificates = new ArrayList<>();
    json.object();
    while (json.hasNext()) {
      switch (json.name()) {
        case "protocol" -> protocol = json.string();
        case "cipherSuite" -> cipherSuite = json.string();
        case "peerHost" -> peerHost = json.string();
        case "peerPort" -> peerPort = integer(json);
        case "peerCertificates" -> {
          for (String certificate : texts(json)) {
            certificates.add(Base64.getDecoder().decode(certificate));
          }
        }
        default -> json.skip();
      }
    }
    json.endObject();
    return new TlsFacts(
        required(protocol), required(cipherSuite), required(peerHost), peerPort, certificates);
  }
}
