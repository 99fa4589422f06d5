import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Part of the build: writes the bill of materials of the agent's jar as CycloneDX 1.6 in JSON, the
 * same bytes for the same libraries, and without the network. A library without a licence of its own
 * gets the one that is kept for it, or ours if that is its licence; one that nobody has named a
 * licence for ends the build.
 *
 * <p>Arguments: group, name and version of the jar, separated by colons; the time to state; the list
 * that the Maven goal {@code dependency:list} has written with absolute file names; the directory
 * with {@code licenses.properties} and licences by the names of libraries; the Apache License 2.0; the directory {@code META-INF} to write to.
 */
public final class BillOfMaterials {

  private static final String OURS = "Apache-2.0";

  /** After the file, Maven may name the module, in colours. */
  private static final Pattern LISTED =
      Pattern.compile("\\s*([^:\\s]+):([^:]+):jar:([^:]+):\\w+:(.+?\\.jar)");

  /** One library, or the agent itself; {@code file} is the jar it came in, null for the agent. */
  private record Library(String group, String name, String version, String license, Path file) {

    String reference() {
      return "pkg:maven/" + group + '/' + name + '@' + version + "?type=jar";
    }
  }

  private BillOfMaterials() {}

  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    String[] ours = arguments[0].split(":", -1);
    Library product = new Library(ours[0], ours[1], ours[2], OURS, null);
    Properties licenses = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(arguments[3], "licenses.properties"))) {
      licenses.load(reader);
    }
    List<Library> libraries = libraries(Path.of(arguments[2]), licenses);
    Path target = Path.of(arguments[5]);
    for (Library library : libraries) {
      giveLicense(
          library,
          target.resolve("licenses").resolve(library.name),
          Path.of(arguments[3], library.name + "-LICENSE"),
          Path.of(arguments[4]));
    }
    Path sbom = Files.createDirectories(target.resolve("sbom"));
    Files.writeString(
        sbom.resolve(product.name + ".cdx.json"), json(product, arguments[1], libraries) + '\n');
  }

  /** Of the lines {@code "   group:name:jar:version:compile:/file.jar -- module …"}, sorted. */
  private static List<Library> libraries(Path list, Properties licenses) throws IOException {
    List<Library> libraries = new ArrayList<>();
    for (String line : Files.readAllLines(list)) {
      Matcher listed = LISTED.matcher(line);
      if (listed.lookingAt()) {
        String name = listed.group(2);
        String license = licenses.getProperty(name);
        if (license == null) {
          throw new IOException(name + " has no licence in licenses.properties");
        }
        Path file = Path.of(listed.group(4));
        libraries.add(new Library(listed.group(1), name, listed.group(3), license, file));
      }
    }
    if (libraries.isEmpty()) {
      throw new IOException("No library is listed in " + list);
    }
    return libraries;
  }

  private static void giveLicense(Library library, Path directory, Path kept, Path apache)
      throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> files = Files.list(directory)) {
      if (files.anyMatch(file -> file.getFileName().toString().startsWith("LICENSE"))) {
        return;
      }
    }
    if (Files.exists(kept)) {
      Files.copy(kept, directory.resolve("LICENSE"));
      return;
    }
    if (!library.license.equals(OURS)) {
      throw new IOException(library.name + " has no text of its licence " + library.license);
    }
    Files.copy(apache, directory.resolve("LICENSE"));
  }

  private static String json(Library product, String time, List<Library> libraries)
      throws IOException, GeneralSecurityException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setPrettyPrinter(
          new DefaultPrettyPrinter()
              .withObjectIndenter(
                  new DefaultIndenter("  ", "\n")));
      json.writeStartObject();
      json.writeStringField("bomFormat", "CycloneDX");
      json.writeStringField("specVersion", "1.6");
      json.writeNumberField("version", 1);
      json.writeObjectFieldStart("metadata");
      json.writeStringField("timestamp", time);
      json.writeFieldName("component");
      component(json, product, "application");
      json.writeEndObject();
      json.writeArrayFieldStart("components");
      for (Library library : libraries) {
        component(json, library, "library");
      }
      json.writeEndArray();
      json.writeArrayFieldStart("dependencies");
      json.writeStartObject();
      json.writeStringField("ref", product.reference());
      json.writeArrayFieldStart("dependsOn");
      for (Library library : libraries) {
        json.writeString(library.reference());
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void component(JsonGenerator json, Library library, String type)
      throws IOException, GeneralSecurityException {
    json.writeStartObject();
    json.writeStringField("type", type);
    json.writeStringField("bom-ref", library.reference());
    json.writeStringField("group", library.group);
    json.writeStringField("name", library.name);
    json.writeStringField("version", library.version);
    if (library.file != null) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(library.file));
      json.writeArrayFieldStart("hashes");
      json.writeStartObject();
      json.writeStringField("alg", "SHA-256");
      json.writeStringField("content", HexFormat.of().formatHex(hash));
      json.writeEndObject();
      json.writeEndArray();
    }
    json.writeArrayFieldStart("licenses");
    json.writeStartObject();
    json.writeObjectFieldStart("license");
    json.writeStringField("id", library.license);
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
    json.writeStringField("purl", library.reference());
    json.writeEndObject();
  }
}
