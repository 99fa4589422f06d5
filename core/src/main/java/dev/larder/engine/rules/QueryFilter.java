package dev.larder.engine.rules;

import dev.larder.config.Glob;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Leaves those parameters out of URIs that make no difference. */
final class QueryFilter {

  private QueryFilter() {}

  /** The URI without parameters whose names one of the patterns fits; the same if it has none. */
  static URI apply(URI uri, List<Glob> ignored) {
    return ignored.isEmpty()
        ? uri
        : without(uri, parameter -> fits(parameter.replaceFirst("=.*", ""), ignored));
  }

  /** The URI without parameters that are, in lower case, what the expression says. */
  static URI apply(URI uri, @Nullable Pattern ignored) {
    return ignored == null ? uri : without(uri, p -> ignored.matcher(p).matches());
  }

  private static URI without(URI uri, Predicate<String> ignored) {
    String query = uri.getRawQuery();
    if (query == null) {
      return uri;
    }
    StringBuilder kept = new StringBuilder(query.length());
    boolean all = true;
    for (String parameter : query.split("&", -1)) {
      if (ignored.test(parameter.toLowerCase(Locale.ROOT))) {
        all = false;
      } else {
        kept.append(kept.length() == 0 ? "" : "&").append(parameter);
      }
    }
    if (all) {
      return uri;
    }
    String text = uri.toString();
    String before = text.substring(0, text.indexOf('?'));
    return URI.create(kept.length() == 0 ? before : before + "?" + kept);
  }

  private static boolean fits(String name, List<Glob> ignored) {
    for (Glob glob : ignored) {
      if (glob.matches(name)) {
        return true;
      }
    }
    return false;
  }
}
