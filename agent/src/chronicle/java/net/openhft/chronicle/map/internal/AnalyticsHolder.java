package net.openhft.chronicle.map.internal;

import net.openhft.chronicle.core.analytics.AnalyticsFacade;

/** Takes the place of the library's own class of this name; see {@link AnalyticsFacade}. */
public final class AnalyticsHolder {

  private static final AnalyticsFacade NOTHING = new AnalyticsFacade() {};

  private AnalyticsHolder() {}

  public static AnalyticsFacade instance() {
    return NOTHING;
  }
}
