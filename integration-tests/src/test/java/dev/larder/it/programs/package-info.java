/**
 * The programs under test. They use the JDK alone, know nothing of Larder and print what they see,
 * one line a fact, so that two runs can be compared.
 */
@NullMarked
package dev.larder.it.programs;

import org.jspecify.annotations.NullMarked;
