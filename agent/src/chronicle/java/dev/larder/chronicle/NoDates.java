package dev.larder.chronicle;

import java.util.Date;
import java.util.Locale;
import java.util.TimeZone;

/**
 * Stands in the classes of Chronicle for a SimpleDateFormat, which would make the JVM choose its
 * default time zone for good, and set a system property, before the program had its say. No date is
 * among our keys and values.
 */
public final class NoDates {

  public NoDates(String pattern) {}

  public NoDates(String pattern, Locale locale) {}

  public void setTimeZone(TimeZone zone) {}

  public String format(Date date) {
    throw new UnsupportedOperationException();
  }

  public Date parse(String text) {
    throw new UnsupportedOperationException();
  }
}
