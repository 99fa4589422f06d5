package dev.larder.agent.runtime;

/** What JMX shows of the cache of a process, as {@code dev.larder:type=Larder}. */
public interface LarderMXBean {

  /** The mode that counts now. */
  String getMode();

  /** Sets the mode of this process; an empty text leaves it to the file and the setting again. */
  void setMode(String word);

  /** The directory of the cache. */
  String getDirectory();

  /** The line that {@code larder.report} prints at exit. */
  String getReport();

  long getRequests();

  long getHits();

  long getValidated();

  long getMisses();

  long getStored();

  long getFailures();

  /** Body bytes. */
  long getBytesFromNetwork();

  /** Body bytes. */
  long getBytesSaved();
}
