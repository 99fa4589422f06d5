package dev.larder.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A span of time, or {@code none}. */
final class MemoryStayType extends ValueType<MemoryStay> {
  private final DurationType duration;

  /** Durations from zero to max, both included. */
  MemoryStayType(Duration max) {
    this.duration = new DurationType(max);
  }

  @Override
  @Nullable MemoryStay parse(String text) {
    if (text.equals(NONE)) {
      return MemoryStay.NONE;
    }
    Duration limit = duration.parse(text);
    return limit == null ? null : new MemoryStay(limit);
  }

  @Override
  String show(MemoryStay value) {
    return value.limit() == null ? NONE : duration.show(value.limit());
  }

  @Override
  String accepted() {
    return duration.accepted().concat(", or none");
  }

  @Override
  List<String> words() {
    return List.of(NONE);
  }
}
