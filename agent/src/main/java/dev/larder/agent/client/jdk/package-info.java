/** The integration of {@code java.net.http.HttpClient}. */
@NullMarked
package dev.larder.agent.client.jdk;

import org.jspecify.annotations.NullMarked;
