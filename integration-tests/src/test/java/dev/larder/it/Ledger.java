package dev.larder.it;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts a server's requests by target: in all, for the body it sends, and since it was asked. */
final class Ledger {

  private final Map<String, Integer> total = new TreeMap<>();
  private final Map<String, Integer> recent = new TreeMap<>();

  synchronized Received receive(
      String method, String target, Map<String, List<String>> fields, String body) {
    recent.merge(target, 1, Integer::sum);
    return new Received(method, target, fields, body, total.merge(target, 1, Integer::sum));
  }

  /** Requests by target since the last call. */
  synchronized Map<String, Integer> take() {
    Map<String, Integer> taken = new TreeMap<>(recent);
    recent.clear();
    return taken;
  }
}
