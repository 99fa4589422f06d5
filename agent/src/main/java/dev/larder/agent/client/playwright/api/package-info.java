/** The fetch calls of Playwright for Java ({@code APIRequestContext}), which its driver makes. */
@NullMarked
package dev.larder.agent.client.playwright.api;

import org.jspecify.annotations.NullMarked;
