/**
 * Pure decisions of an HTTP cache: functions of request, stored response, settings and time. The
 * plan of a request ({@code CachePlanner}) stands on one class for each question: what a request
 * is, whether a response may be stored, how fresh it is, whether it suits, and what validates it.
 */
@NullMarked
package dev.larder.policy;

import org.jspecify.annotations.NullMarked;
