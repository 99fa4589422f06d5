/** The settings table and how settings are read. */
@NullMarked
package dev.larder.config;

import org.jspecify.annotations.NullMarked;
