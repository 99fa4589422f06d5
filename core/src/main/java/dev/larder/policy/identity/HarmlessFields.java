package dev.larder.policy.identity;

import dev.larder.http.FieldNames;
import dev.larder.http.FieldSyntax;

/**
 * Request fields that are known not to tell users apart. A field that isn't among them counts as a
 * credential: nobody knows all names under which services take keys, tokens and names of users,
 * while those that clients, browsers and tracing send by themselves are known. What belongs here is
 * a field that may change with each request, or that common clients send with all of theirs; any
 * other costs no more than that those who send another value have their own response.
 */
final class HarmlessFields {

  private static final FieldNames NAMES =
      FieldNames.of(
          // What is wanted (RFC 9110 §12.5, RFC 7240, RFC 9218).
          ("a-im accept prefer priority user-agent"
                  // Conditions, ranges, caching.
                  + " cache-control if-match if-modified-since if-none-match if-range"
                  + " if-unmodified-since pragma range"
                  // The connection and the message (RFC 9110 §7.6 and §8, RFC 9112, RFC 9113).
                  + " alt-used cdn-loop connection content-digest content-disposition"
                  + " content-encoding content-language content-length content-location"
                  + " content-md5 content-range content-type date digest early-data expect host"
                  + " http2-settings keep-alive max-forwards mime-version proxy-connection"
                  + " repr-digest te trailer transfer-encoding upgrade via want-content-digest"
                  + " want-digest want-repr-digest"
                  // What browsers add (Fetch, Client Hints).
                  + " available-dictionary device-memory dictionary-id dnt downlink dpr ect origin"
                  + " purpose referer rtt save-data sec-gpc sec-purpose sec-speculation-tags"
                  + " service-worker service-worker-navigation-preload upgrade-insecure-requests"
                  + " viewport-width width x-client-data x-moz x-purpose x-requested-with"
                  // Tracing: a number for each request, or what a trace carries along.
                  + " amz-sdk-invocation-id amz-sdk-request b3 baggage cf-ray client-request-id"
                  + " correlation-context correlation-id elastic-apm-traceparent grpc-timeout"
                  + " grpc-trace-bin jaeger-baggage jaeger-debug-id newrelic request-context"
                  + " request-id return-client-request-id sentry-trace singularityheader sw6 sw8"
                  + " sw8-correlation sw8-x traceparent tracestate uber-trace-id x-amz-cf-id"
                  + " x-amz-user-agent x-amzn-requestid x-amzn-trace-id x-client-request-id"
                  + " x-client-trace-id x-cloud-trace-context x-correlation-id x-correlationid"
                  + " x-dtc x-dtpc x-dtreferer x-dynatrace x-goog-api-client x-honeycomb-trace"
                  + " x-ms-client-request-id x-ms-correlation-request-id x-ms-request-id"
                  + " x-newrelic-id x-newrelic-transaction x-request-id x-request-start"
                  + " x-requestid x-span-id x-trace-id x-traceid x-vercel-id")
              .split(" "));

  private static final String[] STARTS = {
    ":", // pseudo-fields, which browsers show among the others (RFC 9113 §8.3.1)
    "accept-",
    "access-control-request-",
    "ot-baggage-",
    "ot-tracer-",
    "pinpoint-",
    "sec-ch-",
    "sec-fetch-",
    "uberctx-",
    "x-b3-",
    "x-datadog-",
    "x-instana-",
    "x-ot-span-",
    "x-stainless-",
  };

  private HarmlessFields() {}

  /** Whether a field of this name is known not to tell users apart. */
  static boolean contains(String name) {
    if (NAMES.contains(name)) {
      return true;
    }
    for (String start : STARTS) {
      if (FieldSyntax.startsWith(name, start)) {
        return true;
      }
    }
    return false;
  }
}
