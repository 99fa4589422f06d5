package dev.larder.stats;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * Events of JDK Flight Recorder ({@code jdk.jfr}). This class is loaded only in a JVM in which a
 * recording has been started; runtime images may lack the module.
 */
final class FlightRecorderEvents implements Events {

  /** The events, or null where nothing has been recorded yet. */
  static @Nullable Events ifRecording() {
    return FlightRecorder.isInitialized() ? new FlightRecorderEvents() : null;
  }

  @Name("dev.larder.Request")
  @Label("Request")
  @Category({"Larder", "Cache"})
  @Description("A request, from when the cache heard of it until its response was delivered.")
  @StackTrace(false)
  static final class RequestEvent extends Event implements Events.Request {
    @Label("Request")
    String request = "";

    @Label("Outcome")
    String outcome = "";

    @Label("Reason")
    String reason = "";

    @Label("Saved")
    @DataAmount
    long bytes;

    @Override
    public void delivered(String what, Outcome how, String why, long saved) {
      if (shouldCommit()) {
        request = what;
        outcome = how.name();
        reason = why;
        bytes = saved;
        commit();
      }
    }
  }

  @Name("dev.larder.Store")
  @Label("Store")
  @Category({"Larder", "Cache"})
  @Description("A response was stored.")
  @StackTrace(false)
  static final class StoreEvent extends Event {
    @Label("URL")
    String url = "";

    @Label("Size")
    @DataAmount
    long bytes;
  }

  @Name("dev.larder.Eviction")
  @Label("Eviction")
  @Category({"Larder", "Cache"})
  @Description("Entries were removed to make room.")
  @StackTrace(false)
  static final class EvictionEvent extends Event {
    @Label("Entries")
    long entries;
  }

  @Name("dev.larder.VersionChange")
  @Label("Version Change")
  @Category({"Larder", "Cache"})
  @Description("A newer version of a resource was seen.")
  @StackTrace(false)
  static final class VersionChangeEvent extends Event {
    @Label("URL")
    String url = "";
  }

  @Name("dev.larder.Failure")
  @Label("Failure")
  @Category({"Larder", "Cache"})
  @Description("An error inside the cache that the program did not see.")
  static final class FailureEvent extends Event {
    @Label("Attempt")
    String attempt = "";

    @Label("Cause")
    String cause = "";
  }

  @Override
  public @Nullable Request request() {
    RequestEvent event = new RequestEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return event;
  }

  @Override
  public void stored(String url, long bytes) {
    StoreEvent event = new StoreEvent();
    if (event.isEnabled()) {
      event.url = url;
      event.bytes = bytes;
      event.commit();
    }
  }

  @Override
  public void evicted(long entries) {
    EvictionEvent event = new EvictionEvent();
    event.entries = entries;
    event.commit();
  }

  @Override
  public void versionChanged(String url) {
    VersionChangeEvent event = new VersionChangeEvent();
    event.url = url;
    event.commit();
  }

  @Override
  public void failed(String what, @Nullable Throwable cause) {
    FailureEvent event = new FailureEvent();
    if (event.isEnabled()) {
      event.attempt = what;
      event.cause = cause == null ? "" : cause.toString();
      event.commit();
    }
  }
}
