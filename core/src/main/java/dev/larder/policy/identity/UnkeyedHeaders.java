package dev.larder.policy.identity;

import dev.larder.http.FieldNames;
import dev.larder.http.FieldSyntax;
import dev.larder.http.Headers;
import java.util.TreeSet;

/**
 * Request fields that servers are known to reflect in a response without naming them in Vary: a
 * response to a request that bears one is not for requests that don't.
 */
public final class UnkeyedHeaders {

  private static final FieldNames FIELDS =
      FieldNames.of(
          ("base-url cf-connecting-ip client-ip fastly-client-ip forwarded front-end-https"
                  + " http-host true-client-ip x-client-ip x-cluster-client-ip x-forwarded-by"
                  + " x-forwarded-for x-forwarded-host x-forwarded-path x-forwarded-port"
                  + " x-forwarded-prefix x-forwarded-proto x-forwarded-protocol x-forwarded-scheme"
                  + " x-forwarded-server x-forwarded-ssl x-forwarded-uri x-host"
                  + " x-http-host-override x-original-host x-original-url x-proxy-url x-real-ip"
                  + " x-rewrite-url x-url-scheme")
              .split(" "));

  private UnkeyedHeaders() {}

  /** Whether a field of this name is one of them. */
  static boolean isField(String name) {
    return FIELDS.contains(name);
  }

  /** Whether a request has a reflected field. */
  public static boolean isIn(Headers request) {
    for (int i = 0; i < request.size(); i++) {
      if (FIELDS.contains(request.name(i))) {
        return true;
      }
    }
    return false;
  }

  /** The reflected fields of a request as one text; empty if there are none. */
  public static String of(Headers request) {
    if (!isIn(request)) {
      return "";
    }
    TreeSet<String> names = new TreeSet<>();
    for (Headers.Field field : request) {
      if (FIELDS.contains(field.name())) {
        names.add(FieldSyntax.lower(field.name()));
      }
    }
    StringBuilder all = new StringBuilder();
    for (String name : names) {
      for (String value : request.all(name)) {
        all.append('\n').append(name).append(": ").append(value.length()).append(':').append(value);
      }
    }
    return all.toString();
  }
}
