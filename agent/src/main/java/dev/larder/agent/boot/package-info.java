/** The first steps: premain, the isolated class loader and the command line. */
@NullMarked
package dev.larder.agent.boot;

import org.jspecify.annotations.NullMarked;
