/** The page that {@code report --html} writes, and the data that all forms of the report show. */
@NullMarked
package dev.larder.agent.cli.report;

import org.jspecify.annotations.NullMarked;
