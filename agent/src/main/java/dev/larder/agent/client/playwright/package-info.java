/** Playwright for Java: what its woven classes call, and where fetch calls and pages part. */
@NullMarked
package dev.larder.agent.client.playwright;

import org.jspecify.annotations.NullMarked;
