/** Archives of stored responses: tar and HTTP Archive, and what becomes of their entries. */
@NullMarked
package dev.larder.agent.cli.archive;

import org.jspecify.annotations.NullMarked;
