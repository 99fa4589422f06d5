package dev.larder.policy;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import java.time.Instant;

/**
 * What policy knows of a stored response.
 *
 * @param head as {@link HeaderHygiene} left it
 * @param selecting the fields of the request that {@link Vary#select} picked when it was stored
 * @param requestTime when the request was sent that brought or last validated it
 * @param responseTime when the head of that response arrived
 */
public record StoredResponse(
    ResponseHead head, Headers selecting, Instant requestTime, Instant responseTime) {}
