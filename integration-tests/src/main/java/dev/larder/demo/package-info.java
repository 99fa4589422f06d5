/**
 * The main job shown: a site, a program that downloads it and knows nothing of Larder, and the same
 * program three times, without the agent, with an empty cache and with a full one.
 */
@NullMarked
package dev.larder.demo;

import org.jspecify.annotations.NullMarked;
