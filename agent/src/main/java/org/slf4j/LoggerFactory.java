package org.slf4j;

import dev.larder.agent.log.LarderLogger;

/**
 * Takes the place of SLF4J's own class of this name in the agent's isolated partition. That one
 * looks for a provider through the service loader, which costs time at the first request, and obeys
 * {@code -Dslf4j.provider}, which an application sets for its own copy of SLF4J: it would complain
 * on standard error that the application's class is not there.
 */
public final class LoggerFactory {

  private LoggerFactory() {}

  public static Logger getLogger(String name) {
    return new LarderLogger(name);
  }

  public static Logger getLogger(Class<?> type) {
    return getLogger(type.getName());
  }
}
