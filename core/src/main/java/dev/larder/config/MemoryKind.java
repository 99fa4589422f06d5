package dev.larder.config;

/** What the memory tier keeps its entries in. */
public enum MemoryKind {
  /** Chronicle Map, or direct buffers where that can't run. */
  CHRONICLE,
  /** Direct buffers. */
  BUFFER,
  /** There is no memory tier. */
  OFF
}
