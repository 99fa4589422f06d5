/** What the cache tells of an exchange: counters, log, Cache-Status. */
@NullMarked
package dev.larder.engine.report;

import org.jspecify.annotations.NullMarked;
