package dev.larder.policy.identity;

import dev.larder.http.FieldSyntax;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The request fields that took part in choosing a response (RFC 9110 §12.5.5, RFC 9111 §4.1).
 * Several lines are one list; {@code *}, or a member that is no field name, matches no request.
 */
public final class Vary {

  /** How the value of a selecting field is kept, where it must not be kept as it is. */
  public interface Masking {

    /**
     * What is kept and compared in place of a value, equal exactly if the values are; null if the
     * field counts as absent.
     */
    @Nullable String masked(String lowerCaseName, String value);
  }

  private static final Masking OPEN = (name, value) -> value;

  private static final Vary NONE = new Vary(false, List.of());
  private static final Vary ANY = new Vary(true, List.of());

  private final boolean any;
  private final List<String> fields;

  private Vary(boolean any, List<String> fields) {
    this.any = any;
    this.fields = fields;
  }

  public static Vary of(Headers responseHeaders) {
    List<String> members = FieldSyntax.list(responseHeaders.all("Vary"));
    if (members.isEmpty()) {
      return NONE;
    }
    TreeSet<String> names = new TreeSet<>();
    for (String member : members) {
      if (member.equals("*") || !FieldSyntax.isToken(member)) {
        return ANY;
      }
      names.add(FieldSyntax.lower(member));
    }
    return new Vary(false, List.copyOf(names));
  }

  /** Whether more than fields took part, so that no other request matches. */
  public boolean any() {
    return any;
  }

  /** The names, lower-case, sorted, each once; empty if {@link #any()}. */
  public List<String> fields() {
    return fields;
  }

  /**
   * What this request has of the fields, normalised, one line each, in the order of {@link
   * #fields()}; a field that the request lacks is left out.
   */
  public Headers select(RequestHead request) {
    return select(request, OPEN);
  }

  /** As {@link #select(RequestHead)}, with masked values. */
  public Headers select(RequestHead request, Masking masking) {
    Headers.Builder selected = new Headers.Builder();
    for (String name : fields) {
      String value = value(request, name, masking);
      if (value != null) {
        selected.add(name, value);
      }
    }
    return selected.build();
  }

  /** Whether the request has the same fields as those selected when the response was stored. */
  public boolean matches(RequestHead request, Headers selecting) {
    return matches(request, selecting, OPEN);
  }

  /** As {@link #matches(RequestHead, Headers)}, for values that were masked when selected. */
  public boolean matches(RequestHead request, Headers selecting, Masking masking) {
    if (any) {
      return false;
    }
    for (String name : fields) {
      String value = value(request, name, masking);
      String stored = selecting.first(name);
      if (value == null ? stored != null : !value.equals(stored)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Names and normalised values as one text, the same for two requests exactly if the same stored
   * response matches both. An absent field differs from an empty one. {@code "*"} if none matches.
   */
  public String variantKey(RequestHead request) {
    return any ? "*" : variantKey(select(request));
  }

  /** The key of the variant that was stored with these selecting fields. */
  public String variantKey(Headers selecting) {
    if (any) {
      return "*";
    }
    StringBuilder key = new StringBuilder();
    for (String name : fields) {
      String value = selecting.first(name);
      key.append(name);
      if (value == null) {
        key.append("-\n");
      } else {
        key.append('=').append(value.length()).append(':').append(value).append('\n');
      }
    }
    return key.toString();
  }

  private static @Nullable String value(RequestHead request, String name, Masking masking) {
    List<String> lines = request.headers().all(name);
    return lines.isEmpty()
        ? null
        : masking.masked(name, VaryNormalizer.normalize(name, new ArrayList<>(lines)));
  }

  @Override
  public String toString() {
    return any ? "*" : String.join(", ", fields);
  }
}
