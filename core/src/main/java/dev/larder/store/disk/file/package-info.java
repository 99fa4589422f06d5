/** The files of the cache directory: their places, their format and what is mapped of them. */
@NullMarked
package dev.larder.store.disk.file;

import org.jspecify.annotations.NullMarked;
