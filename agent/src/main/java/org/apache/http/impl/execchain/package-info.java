/**
 * What must lie beside the classes of Apache HttpClient 4, some of which are visible to their
 * package alone. Defined in each class loader of the application that has the client, under the
 * names of a relocated copy if it is one.
 */
@NullMarked
package org.apache.http.impl.execchain;

import org.jspecify.annotations.NullMarked;
