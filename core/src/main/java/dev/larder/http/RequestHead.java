package dev.larder.http;

import java.net.URI;

/**
 * A request without its body.
 *
 * @param method as sent; methods are case-sensitive (RFC 9110 §9.1)
 * @param uri absolute, scheme http or https
 * @param headers what goes to the server, including what the client adds by itself
 * @param hasBody whether the client sends a body with it
 */
public record RequestHead(String method, URI uri, Headers headers, boolean hasBody) {

  public static RequestHead get(URI uri, Headers headers) {
    return new RequestHead("GET", uri, headers, false);
  }

  /** Without header values, user information, query and parameters of the path: credentials. */
  @Override
  public String toString() {
    String authority = uri.getRawAuthority();
    String query = uri.getRawQuery();
    StringBuilder text = new StringBuilder(method).append(' ');
    if (authority != null) {
      text.append(uri.getScheme()).append("://");
      text.append(authority, authority.lastIndexOf('@') + 1, authority.length());
    }
    String path = String.valueOf(uri.getRawPath());
    text.append(path.indexOf(';') < 0 ? path : path.replaceAll(";[^/]*", ";..."));
    return query == null ? text.toString() : text.append("?...").toString();
  }

  /** A GET for the whole of what this one asks for a part of, or on a condition. */
  public RequestHead whole() {
    return get(
        uri,
        headers.without(
            name ->
                name.equalsIgnoreCase("If-None-Match")
                    || name.equalsIgnoreCase("If-Modified-Since")
                    || name.equalsIgnoreCase("If-Range")
                    || name.equalsIgnoreCase("Range")));
  }
}
