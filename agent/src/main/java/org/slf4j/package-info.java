/** The binding point of SLF4J, bound at build time. */
@NullMarked
package org.slf4j;

import org.jspecify.annotations.NullMarked;
