/** {@code java.net.HttpURLConnection}, the older HTTP client of the JDK. */
@NullMarked
package dev.larder.agent.client.urlconnection;

import org.jspecify.annotations.NullMarked;
