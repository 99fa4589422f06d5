package dev.larder.local;

import dev.larder.store.EntryKey;
import dev.larder.store.EvictionHints;
import java.util.function.Consumer;

/**
 * What can be done with the entries of superseded versions where machines share a remote tier: it
 * hears of those that are demoted here.
 */
final class FleetHints implements EvictionHints {

  private final EvictionHints here;
  private final Consumer<EntryKey> remote;

  FleetHints(EvictionHints here, Consumer<EntryKey> remote) {
    this.here = here;
    this.remote = remote;
  }

  @Override
  public void demote(EntryKey key) {
    here.demote(key);
    remote.accept(key);
  }

  @Override
  public boolean isUsed(EntryKey key) {
    return here.isUsed(key);
  }

  @Override
  public boolean isShared() {
    return here.isShared();
  }

  @Override
  public boolean remove(EntryKey key) {
    return here.remove(key);
  }
}
