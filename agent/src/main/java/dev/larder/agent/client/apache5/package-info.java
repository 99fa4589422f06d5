/** Apache HttpClient 5 with its classic interface. */
@NullMarked
package dev.larder.agent.client.apache5;

import org.jspecify.annotations.NullMarked;
