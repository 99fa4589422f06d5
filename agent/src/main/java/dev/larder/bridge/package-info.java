/** The few types that woven JDK code calls; visible to the bootstrap loader. */
@NullMarked
package dev.larder.bridge;

import org.jspecify.annotations.NullMarked;
