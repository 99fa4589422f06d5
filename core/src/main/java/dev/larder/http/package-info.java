/** HTTP values and grammar: methods, header fields, dates, directives, validators, ranges. */
@NullMarked
package dev.larder.http;

import org.jspecify.annotations.NullMarked;
