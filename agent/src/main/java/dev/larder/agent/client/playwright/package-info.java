/** The integration of Playwright for Java: its calls that fetch something. */
@NullMarked
package dev.larder.agent.client.playwright;

import org.jspecify.annotations.NullMarked;
