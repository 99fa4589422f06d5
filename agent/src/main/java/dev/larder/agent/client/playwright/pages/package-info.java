/** What the pages of Playwright's browsers load, over the DevTools protocol. */
@NullMarked
package dev.larder.agent.client.playwright.pages;

import org.jspecify.annotations.NullMarked;
