package dev.larder.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out what a pattern is compared with, and refuses patterns that match no URL. */
final class GlobSyntax {
  private static final int MAX_LENGTH = 1024;

  /** What a pattern is compared with. */
  enum Kind {
    PATH,
    LAST_SEGMENT,
    HOST,
    HOST_AND_PATH,
    /** It could be meant for a host or for a file. */
    UNCLEAR
  }

  /** An IPv4 or IPv6 address, wildcards among its digits, with or without port. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?=.*\\d)[\\d*?]+(\\.[\\d*?]+){3}(:[\\d*?]+)?|\\[[0-9a-fA-F:.*?]+](:[\\d*?]+)?");

  private static final Pattern HOST_WITH_PORT = Pattern.compile("[\\w.*?-]+:[\\d*?]+");
  private static final Pattern NAMES =
      Pattern.compile("([\\w*?-]+\\.)+(?:[a-zA-Z]{2,}|xn--[\\w-]+)");
  private static final Pattern QUERY = Pattern.compile("\\?[^/?=]*=");

  /** Characters, other than wildcards, that neither a host nor a path may contain (RFC 3986 §3). */
  private static final Pattern FOREIGN = Pattern.compile("[\\x00-\\x20\"<>\\[\\\\\\]^`{|}\\x7f]");

  /** Extensions of files, without those that are also country domains. */
  private static final Set<String> FILES =
      Set.of(
          ("js mjs cjs jsx ts tsx css scss less map json jsonl ndjson geojson webmanifest xml html"
                  + " htm xhtml txt text csv tsv pdf doc docx xls xlsx ppt pptx odt ods rtf epub png"
                  + " jpg jpeg jfif gif svg svgz webp avif ico bmp tif tiff heic apng woff otf ttf"
                  + " eot wasm zip gz tgz bz xz zst rar tar jar war ear aar pom klib module sha asc"
                  + " sig deb rpm apk ipa dmg iso exe msi bin dat data class dll pdb wav ogg oga ogv"
                  + " flac aac opus webm mov avi mkv mpeg mpg srt vtt yaml yml toml ini cfg conf"
                  + " properties log sql db sqlite proto pb graphql wsdl xsd xsl xslt rss atom ics"
                  + " vcf php asp aspx jsp cgi action parquet avro onnx gguf safetensors tflite npy"
                  + " npz pkl whl gem nupkg crate egg java kt go rb glb gltf obj ttc")
              .split(" "));

  /** Top-level domains other than those of countries, and names for private networks. */
  private static final Set<String> DOMAINS =
      Set.of(
          ("com org net edu gov mil int info biz name pro mobi arpa asia coop aero dev app cloud"
                  + " online site website web shop store tech xyz blog page link click live world"
                  + " today space fun art design agency digital media news network systems services"
                  + " solutions software tools email host hosting codes club team group company"
                  + " global wiki top vip icu science education academy finance bank insurance"
                  + " internal local localhost localdomain lan home corp intranet private test"
                  + " example invalid onion svc")
              .split(" "));

  /** Country domains that are also extensions of files. */
  private static final Set<String> EITHER = Set.of("md", "sh", "py", "rs", "so", "ps", "do", "cc");

  private GlobSyntax() {}

  /** What a valid pattern is compared with. */
  static Kind kind(String pattern) {
    int slash = pattern.indexOf('/');
    if (slash == 0) {
      return Kind.PATH;
    }
    String first = slash < 0 ? pattern : pattern.substring(0, slash);
    if (slash > 0) {
      boolean folder = first.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-');
      return folder && !isLocalhost(first) ? Kind.UNCLEAR : Kind.HOST_AND_PATH;
    }
    if (isLocalhost(first)
        || ADDRESS.matcher(first).matches()
        || HOST_WITH_PORT.matcher(first).matches()) {
      return Kind.HOST;
    }
    return NAMES.matcher(first).matches() ? ofNames(first) : Kind.LAST_SEGMENT;
  }

  private static boolean isLocalhost(String name) {
    return name.equalsIgnoreCase("localhost");
  }

  /** The kind of a name with dots, by its last parts. */
  private static Kind ofNames(String pattern) {
    List<String> names = List.of(pattern.toLowerCase(Locale.ROOT).split("\\.", -1));
    String last = names.get(names.size() - 1);
    if (FILES.contains(last) || FILES.contains(names.get(names.size() - 2))) {
      return Kind.LAST_SEGMENT;
    }
    boolean domain = DOMAINS.contains(last) || last.length() == 2 || last.startsWith("xn--");
    return domain && !EITHER.contains(last) ? Kind.HOST : Kind.UNCLEAR;
  }

  /**
   * Describes what is wrong with a pattern and the form that works, as the end of a sentence. Null
   * if the pattern is valid.
   */
  static @Nullable String wrong(String pattern) {
    if (pattern.isEmpty() || pattern.length() > MAX_LENGTH) {
      return "a pattern has 1 to " + MAX_LENGTH + " characters";
    }
    if (pattern.contains("://")) {
      return pattern + " has a scheme: " + meant(withoutScheme(pattern));
    }
    if (pattern.startsWith("!")) {
      return pattern + " is no negation: what is left out is said by exclude or a rule with bypass";
    }
    if (QUERY.matcher(pattern).find() || pattern.indexOf('#') >= 0) {
      return pattern
          + " has a query, which no pattern sees, only url in a rule: "
          + meant(withoutQuery(pattern));
    }
    if (pattern.contains("{") && !pattern.contains("{version}")) {
      return pattern + " has a brace: each alternative is a pattern of its own";
    }
    boolean address = ADDRESS.matcher(hostOf(pattern)).matches();
    String compared = address ? pattern.substring(hostOf(pattern).length()) : pattern;
    if (FOREIGN.matcher(compared.replace("{version}", "")).find()) {
      String meant = FOREIGN.matcher(pattern.replace("]", "")).replaceAll("?");
      return pattern + " has a character that no URL has there: " + meant(meant);
    }
    if (pattern.startsWith(".") && isEnding(pattern)) {
      return pattern + " fits no URL: " + meant("*" + pattern);
    }
    if (kind(pattern) == Kind.UNCLEAR) {
      return unclear(pattern);
    }
    return null;
  }

  /** Whether a pattern that starts with a dot would be valid with a star before it. */
  private static boolean isEnding(String pattern) {
    Kind kind = pattern.indexOf('/') < 0 ? kind("*" + pattern) : Kind.PATH;
    String last = pattern.substring(pattern.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return kind == Kind.HOST || (kind == Kind.LAST_SEGMENT && FILES.contains(last));
  }

  private static String unclear(String pattern) {
    int slash = pattern.indexOf('/');
    if (slash < 0) {
      return pattern
          + " could be a host or a file: did you mean "
          + pattern
          + "/** or **/"
          + pattern
          + "?";
    }
    return pattern
        + " could be a host or a folder: did you mean "
        + pattern.substring(0, slash)
        + ":*"
        + pattern.substring(slash)
        + " or /"
        + pattern
        + "?";
  }

  /** What is wrong with the pattern of a host alone, or null. */
  static @Nullable String wrongHost(String pattern) {
    if (pattern.isEmpty() || pattern.length() > MAX_LENGTH) {
      return "a pattern has 1 to " + MAX_LENGTH + " characters";
    }
    String host = hostOf(withoutQuery(withoutScheme(pattern)));
    String plain = host.substring(host.lastIndexOf('@') + 1);
    if (!plain.equals(pattern)) {
      return pattern + " is more than a host: " + meant(plain);
    }
    boolean foreign = !ADDRESS.matcher(plain).matches() && FOREIGN.matcher(plain).find();
    return foreign ? pattern + " has a character that no host has" : null;
  }

  /** What is wrong with the pattern of a parameter's or a field's name, or null. */
  static @Nullable String wrongName(String pattern) {
    if (pattern.length() > MAX_LENGTH) {
      return "a pattern has 1 to " + MAX_LENGTH + " characters";
    }
    String name = pattern.replaceFirst("^[?&]", "").replaceFirst("[=&: ].*", "");
    return name.equals(pattern)
        ? null
        : pattern + " is more than a name" + (name.isEmpty() ? "" : ": did you mean " + name + "?");
  }

  private static String hostOf(String pattern) {
    int slash = pattern.indexOf('/');
    return slash < 0 ? pattern : pattern.substring(0, slash);
  }

  private static String withoutScheme(String pattern) {
    int scheme = pattern.indexOf("://");
    return scheme < 0 ? pattern : pattern.substring(scheme + 3);
  }

  private static String withoutQuery(String pattern) {
    return pattern.replaceFirst("(\\?[^/?=]*=|#).*", "");
  }

  private static String meant(String pattern) {
    boolean works = !pattern.contains("://") && wrong(pattern) == null;
    return works
        ? "did you mean " + pattern + "?"
        : "patterns are like *.js, /login/** and cdn.example.org";
  }
}
