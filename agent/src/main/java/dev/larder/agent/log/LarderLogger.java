package dev.larder.agent.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** An SLF4J logger that writes to {@link LogSink}. */
public final class LarderLogger extends LegacyAbstractLogger {

  private static final long serialVersionUID = 1L;

  public LarderLogger(String name) {
    this.name = name;
  }

  @Override
  public boolean isTraceEnabled() {
    return LogSink.isEnabled(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return LogSink.isEnabled(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return LogSink.isEnabled(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return LogSink.isEnabled(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return LogSink.isEnabled(Level.ERROR);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String message,
      Object @Nullable [] arguments,
      @Nullable Throwable failure) {
    LogSink.write(level, MessageFormatter.basicArrayFormat(message, arguments), failure);
  }
}
