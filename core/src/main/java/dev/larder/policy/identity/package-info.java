/**
 * Who sends a request, and what of it belongs to the key: credentials and cookies, secrets in URIs,
 * and the fields that Vary names.
 */
@NullMarked
package dev.larder.policy.identity;

import org.jspecify.annotations.NullMarked;
