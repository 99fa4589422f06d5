/** What all processes that use one cache directory share besides the entries. */
@NullMarked
package dev.larder.store.disk.shared;

import org.jspecify.annotations.NullMarked;
