/** Reads and writes the JSON of entries and counts with few classes, as each process needs it. */
@NullMarked
package dev.larder.json;

import org.jspecify.annotations.NullMarked;
