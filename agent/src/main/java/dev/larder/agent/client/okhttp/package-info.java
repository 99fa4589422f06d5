/** OkHttp, by its companions in {@code okhttp3.internal.http}. */
@NullMarked
package dev.larder.agent.client.okhttp;

import org.jspecify.annotations.NullMarked;
