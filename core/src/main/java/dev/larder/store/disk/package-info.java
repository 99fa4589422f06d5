/** The disk tier: one mapped or copied file an entry, in a directory that processes share. */
@NullMarked
package dev.larder.store.disk;

import org.jspecify.annotations.NullMarked;
