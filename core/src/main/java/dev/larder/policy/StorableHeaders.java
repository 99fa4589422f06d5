package dev.larder.policy;

import dev.larder.http.CacheControl;
import dev.larder.http.DeltaSeconds;
import dev.larder.http.FieldSyntax;
import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Leaves out of a head what must not be stored (RFC 9111 §3.1). */
public final class StorableHeaders {

  /** RFC 9110 §7.6.1 and RFC 9111 §3.1; cookies belong to the exchange that brought them. */
  private static final Set<String> NOT_STORED =
      Set.of(
          ("connection keep-alive proxy-authenticate proxy-authentication-info"
                  + " proxy-authorization proxy-connection set-cookie set-cookie2 te trailer"
                  + " transfer-encoding upgrade")
              .split(" "));

  private StorableHeaders() {}

  /**
   * The head to store: without fields of the connection, cookies, and fields that {@code
   * no-cache="…"} or, in a shared cache, {@code private="…"} names. A Connection or directive that
   * names a field the response can't do without does not remove it. Repeated Content-Length becomes
   * one, an Age that doesn't count goes.
   */
  public static ResponseHead forStoring(ResponseHead head, PolicySettings settings) {
    Headers headers = head.headers();
    Set<String> dropped = notStored(headers);
    CacheControl given = Directives.stated(headers, settings);
    addUnlessEssential(dropped, given.noCacheFields());
    if (settings.shared()) {
      addUnlessEssential(dropped, given.privateFields());
    }
    Headers kept =
        headers.without(name -> name.startsWith(":") || dropped.contains(FieldSyntax.lower(name)));
    return head.withHeaders(singleLength(plainAge(kept)));
  }

  /** Lower-case names of what this head, stored or merged into one, must not bring along. */
  static Set<String> notStored(Headers headers) {
    Set<String> dropped = new HashSet<>(NOT_STORED);
    addUnlessEssential(dropped, FieldSyntax.list(headers.all("Connection")));
    return dropped;
  }

  private static void addUnlessEssential(Set<String> dropped, Iterable<String> names) {
    for (String name : names) {
      String lower = FieldSyntax.lower(name);
      if (!Directives.isEssential(lower)) {
        dropped.add(lower);
      }
    }
  }

  private static Headers plainAge(Headers headers) {
    if (!headers.contains("Age")) {
      return headers;
    }
    long age = DeltaSeconds.age(headers);
    String value = String.valueOf(age);
    if (headers.all("Age").equals(List.of(value))) {
      return headers;
    }
    return age == 0
        ? headers.without(name -> name.equalsIgnoreCase("Age"))
        : headers.with("Age", value);
  }

  private static Headers singleLength(Headers headers) {
    List<String> lengths = FieldSyntax.list(headers.all("Content-Length"));
    return lengths.size() > 1 ? headers.with("Content-Length", lengths.get(0)) : headers;
  }
}
