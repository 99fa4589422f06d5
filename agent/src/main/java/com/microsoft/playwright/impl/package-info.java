/**
 * What must lie beside Playwright's own classes, which are visible to their package alone. Defined
 * in each class loader of the application that has a Playwright.
 */
@NullMarked
package com.microsoft.playwright.impl;

import org.jspecify.annotations.NullMarked;
