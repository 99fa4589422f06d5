package dev.larder.stats;

/** The counts of {@link Statistics} at one time. */
public record Snapshot(
    long requests,
    long hits,
    long validated,
    long stale,
    long misses,
    long bypassed,
    long refused,
    long stored,
    long collapsed,
    long failures,
    long bytesFromNetwork,
    long bytesSaved,
    long wouldHit,
    long wouldValidate,
    long bytesWouldSave) {

  /** One line for people; rare outcomes are left out while they are zero. */
  public String report() {
    StringBuilder line = new StringBuilder("larder: ");
    count(line, requests, "request", "requests");
    count(line.append(", "), hits, "hit", "hits");
    line.append(", ").append(validated).append(" validated");
    rare(line, stale, "stale");
    count(line.append(", "), misses, "miss", "misses");
    rare(line, bypassed, "bypassed");
    rare(line, refused, "refused");
    line.append("; ");
    line.append(ByteCount.shown(bytesFromNetwork));
    line.append(" from the network, ");
    line.append(ByteCount.shown(bytesSaved));
    line.append(" saved (");
    share(line, shareSaved(), bytesFromNetwork > 0);
    line.append(" %)");
    observed(line);
    if (failures != 0) {
      count(line.append("; "), failures, "failure", "failures");
      line.append(" inside the cache");
    }
    return line.toString();
  }

  /** The part of all body bytes that did not come from the network, from 0 to 1. */
  public double shareSaved() {
    double all = (double) bytesSaved + bytesFromNetwork;
    return all == 0 ? 0 : bytesSaved / all;
  }

  /** What was only observed; the bytes that would have been saved did come from the network. */
  private void observed(StringBuilder line) {
    if (wouldHit == 0 && wouldValidate == 0) {
      return;
    }
    count(line.append("; observed: "), wouldHit, "hit", "hits");
    line.append(" and ").append(wouldValidate).append(" validated would have saved ");
    line.append(ByteCount.shown(bytesWouldSave));
    long all = bytesFromNetwork + bytesSaved;
    share(line.append(" ("), all == 0 ? 0 : (double) bytesWouldSave / all, all > bytesWouldSave);
    line.append(" %)");
  }

  private static void share(StringBuilder line, double share, boolean less) {
    long tenths = Math.round(share * 1000);
    if (tenths == 1000 && less) {
      tenths = 999; // 100 % would deny what did come from the network
    }
    line.append(tenths / 10);
    if (tenths % 10 != 0) {
      line.append('.').append(tenths % 10);
    }
  }

  private static void rare(StringBuilder line, long number, String word) {
    if (number != 0) {
      line.append(", ").append(number).append(' ').append(word);
    }
  }

  private static void count(StringBuilder line, long number, String one, String many) {
    line.append(number).append(' ').append(number == 1 ? one : many);
  }
}
