package dev.larder.cache;

import dev.larder.config.Glob;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** Leaves those parameters out of URIs that make no difference. */
final class QueryFilter {

  private QueryFilter() {}

  /** The URI without parameters whose names one of the patterns fits; the same if it has none. */
  static URI apply(URI uri, List<Glob> ignored) {
    String query = uri.getRawQuery();
    if (query == null || ignored.isEmpty()) {
      return uri;
    }
    StringBuilder kept = new StringBuilder(query.length());
    boolean all = true;
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      if (fits(name.toLowerCase(Locale.ROOT), ignored)) {
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
