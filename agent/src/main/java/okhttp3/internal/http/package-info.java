/**
 * What must lie beside OkHttp's own classes, to subclass them and to see what is not public.
 * Defined in each class loader of the application that has an OkHttp. Compiled against the oldest
 * version; what only later ones have is found by reflection.
 */
@NullMarked
package okhttp3.internal.http;

import org.jspecify.annotations.NullMarked;
