package dev.larder.store;

/** Hears of responses that were stored. Any thread may call; no method throws or takes long. */
@FunctionalInterface
public interface Ledger {

  /** Keeps nothing. */
  Ledger NONE = sighting -> {};

  void seen(Sighting sighting);
}
