/** The user's rules, applied to requests. */
@NullMarked
package dev.larder.engine.rules;

import org.jspecify.annotations.NullMarked;
