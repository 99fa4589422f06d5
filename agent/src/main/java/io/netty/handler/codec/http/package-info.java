/**
 * What must lie beside Netty's codec for HTTP/1.1. Defined in each class loader of the application
 * that has one. Compiled against the oldest version that is supported.
 */
@NullMarked
package io.netty.handler.codec.http;

import org.jspecify.annotations.NullMarked;
