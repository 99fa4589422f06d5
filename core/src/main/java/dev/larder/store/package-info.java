/** Where entries live: the contract of a store and the values that it keeps. */
@NullMarked
package dev.larder.store;

import org.jspecify.annotations.NullMarked;
