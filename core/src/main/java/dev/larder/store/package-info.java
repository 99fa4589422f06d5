/** Where entries live: the contract of a store and the disk tier. */
@NullMarked
package dev.larder.store;

import org.jspecify.annotations.NullMarked;
