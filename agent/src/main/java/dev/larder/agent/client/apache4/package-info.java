/** Apache HttpClient 4.3 to 4.5, classic, and copies of it under other names. */
@NullMarked
package dev.larder.agent.client.apache4;

import org.jspecify.annotations.NullMarked;
