package dev.larder.version;

import dev.larder.store.EntryKey;
import dev.larder.store.EvictionHints;
import java.util.HashSet;
import java.util.Set;

/** Entries as the versionLog sees them. */
final class VersionEntries implements EvictionHints {
  final Set<EntryKey> demoted = new HashSet<>();
  final Set<EntryKey> removed = new HashSet<>();
  boolean shared = true;
  private final Set<EntryKey> used = new HashSet<>();

  /** Somebody asks for an entry. */
  void use(EntryKey key) {
    used.add(key);
    demoted.remove(key);
  }

  @Override
  public void demote(EntryKey key) {
    used.remove(key);
    demoted.add(key);
  }

  @Override
  public boolean isUsed(EntryKey key) {
    return used.contains(key);
  }

  @Override
  public boolean isShared() {
    return shared;
  }

  @Override
  public boolean remove(EntryKey key) {
    return removed.add(key);
  }
}
