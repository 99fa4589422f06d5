/** What is stored for a request: keys, identities, variants, and the view of the cache. */
@NullMarked
package dev.larder.engine.lookup;

import org.jspecify.annotations.NullMarked;
