/** Pure decisions of an HTTP cache: functions of request, stored response, settings and time. */
@NullMarked
package dev.larder.policy;

import org.jspecify.annotations.NullMarked;
