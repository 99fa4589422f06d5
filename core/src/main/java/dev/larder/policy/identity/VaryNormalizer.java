package dev.larder.policy.identity;

import dev.larder.http.FieldSyntax;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One form for request fields that mean the same (RFC 9111 §4.1). What isn't understood beyond
 * doubt stays as it is: then two requests may have a variant each, but never each other's.
 */
final class VaryNormalizer {

  /** Not lists, or lists of one's own kind: commas and spaces in them have no known meaning. */
  private static final Set<String> OPAQUE =
      Set.of(
          "authorization date if-modified-since proxy-authorization referer user-agent".split(" "));

  private VaryNormalizer() {}

  /** The normal form of the lines of one field, its name in lower case. */
  static String normalize(String name, List<String> lines) {
    if (name.equals("cookie")) {
      return String.join("; ", lines); // RFC 9113 §8.2.3
    }
    if (OPAQUE.contains(name)) {
      return String.join(", ", lines);
    }
    List<String> members = FieldSyntax.list(lines);
    return switch (name) {
      case "accept-encoding" -> acceptEncoding(members);
      case "accept-language" -> acceptLanguage(members);
      default -> String.join(",", members);
    };
  }

  /**
   * RFC 9110 §12.5.3: order has no meaning and codings have no case. A coding with weight 0 says no
   * more than its absence does, unless {@code *} would admit it or it is identity.
   */
  private static String acceptEncoding(List<String> members) {
    TreeMap<String, Integer> weights = new TreeMap<>();
    for (String member : members) {
      Weighted weighted = Weighted.parse(member);
      if (weighted == null || weights.put(alias(weighted.name), weighted.weight) != null) {
        return String.join(",", members);
      }
    }
    boolean wildcard = weights.containsKey("*");
    weights
        .entrySet()
        .removeIf(
            entry -> entry.getValue() == 0 && !wildcard && !entry.getKey().equals("identity"));
    List<String> parts = new ArrayList<>();
    weights.forEach((coding, weight) -> parts.add(new Weighted(coding, weight).toString()));
    return String.join(",", parts);
  }

  /** RFC 9110 §8.4.1: the x- forms are equivalent. */
  private static String alias(String coding) {
    return coding.equals("x-gzip") ? "gzip" : coding.equals("x-compress") ? "compress" : coding;
  }

  /**
   * RFC 9110 §12.5.4: tags have no case and are ordered by weight. Among equal weights the order
   * stays, since servers do take it as a preference.
   */
  private static String acceptLanguage(List<String> members) {
    List<Weighted> ranges = new ArrayList<>();
    for (String member : members) {
      Weighted weighted = Weighted.parse(member);
      if (weighted == null) {
        return String.join(",", members);
      }
      ranges.add(weighted);
    }
    ranges.sort(Comparator.comparingInt((Weighted range) -> range.weight).reversed());
    return String.join(",", ranges.stream().map(Weighted::toString).toList());
  }

  /**
   * A member with its weight.
   *
   * @param name lower-case, without parameters
   * @param weight thousandths, 0 to 1000
   */
  private record Weighted(String name, int weight) {

    /** Null if there is any parameter but one q within RFC 9110 §12.4.2. */
    static @Nullable Weighted parse(String member) {
      int semicolon = member.indexOf(';');
      String name =
          FieldSyntax.lower(
              FieldSyntax.trim(semicolon < 0 ? member : member.substring(0, semicolon)));
      if (!FieldSyntax.isToken(name)) {
        return null;
      }
      if (semicolon < 0) {
        return new Weighted(name, 1000);
      }
      String weight = FieldSyntax.trim(member.substring(semicolon + 1));
      if (!weight.matches("[qQ]=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")) {
        return null;
      }
      String digits = weight.substring(2).replace(".", "");
      return new Weighted(name, Integer.parseInt((digits + "000").substring(0, 4)));
    }

    @Override
    public String toString() {
      return weight == 1000 ? name : name + ";q=" + weight;
    }
  }
}
