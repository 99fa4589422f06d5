/**
 * What must lie beside the classes of the asynchronous Apache HttpClient 5, some of which are
 * visible to their package alone. Defined in each class loader of the application that has the
 * client.
 */
@NullMarked
package org.apache.hc.client5.http.impl.async;

import org.jspecify.annotations.NullMarked;
