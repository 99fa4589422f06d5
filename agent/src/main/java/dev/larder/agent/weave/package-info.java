/** Byte Buddy: which classes are woven and how; loaded with the first of them. */
@NullMarked
package dev.larder.agent.weave;

import org.jspecify.annotations.NullMarked;
