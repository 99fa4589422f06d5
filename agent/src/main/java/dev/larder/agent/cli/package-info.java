/** The command line: {@code java -jar larder.jar}. */
@NullMarked
package dev.larder.agent.cli;

import org.jspecify.annotations.NullMarked;
