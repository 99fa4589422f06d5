package dev.larder.agent.cli.report;

import dev.larder.store.disk.Inventory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What a directory holds, in a few numbers and two short lists, however many entries there are. Of
 * one thread.
 */
public final class StoredSummary {

  /** So many entries each list has at most. */
  public static final int MOST_LISTED = 20;

  /** As often an entry counts as used at most, see {@link Inventory.Item}. */
  public static final int MOST_USES = 255;

  /**
   * A stored response.
   *
   * @param size of the body in bytes
   * @param received when it was received or last validated
   * @param freshUntil or null if it is validated before it is served
   * @param version that its URL names, or an empty text
   * @param type the media type that Content-Type states, or an empty text
   */
  public record Row(
      String url,
      int status,
      long size,
      int uses,
      Instant received,
      @Nullable Instant freshUntil,
      String version,
      String type) {}

  private static final Comparator<Row> BY_SIZE =
      Comparator.comparingLong(Row::size).thenComparing(Row::url, Comparator.reverseOrder());
  private static final Comparator<Row> BY_USES =
      Comparator.comparingInt(Row::uses)
          .thenComparing(Row::size)
          .thenComparing(Row::url, Comparator.reverseOrder());

  private final PriorityQueue<Row> largest = new PriorityQueue<>(BY_SIZE);
  private final PriorityQueue<Row> hottest = new PriorityQueue<>(BY_USES);
  private final long limit;
  private Inventory.Total total = new Inventory.Total(0, 0);
  private long responses;
  private long fresh;
  private long bodyBytes;

  /**
   * Without entries.
   *
   * @param limit of the bytes on the disk, or 0
   */
  public StoredSummary(long limit) {
    this.limit = limit;
  }

  /** Adds a response. */
  public void add(Row row) {
    responses++;
    fresh += row.freshUntil == null ? 0 : 1;
    bodyBytes += row.size;
    keep(largest, row);
    if (row.uses > 0) {
      keep(hottest, row);
    }
  }

  private static void keep(PriorityQueue<Row> best, Row row) {
    best.add(row);
    if (best.size() > MOST_LISTED) {
      best.remove();
    }
  }

  /** Sets the totals of the files. */
  public void setTotal(Inventory.Total files) {
    total = files;
  }

  public long responses() {
    return responses;
  }

  /** How many of the responses are fresh. */
  public long fresh() {
    return fresh;
  }

  /** The bytes of all bodies. */
  public long bodyBytes() {
    return bodyBytes;
  }

  /** All files, and the bytes that they take on the disk. */
  public Inventory.Total total() {
    return total;
  }

  /** The most bytes that may be taken on the disk; 0 if there is no limit. */
  public long limit() {
    return limit;
  }

  /** The largest responses, the largest first. */
  public List<Row> largest() {
    return sorted(largest, BY_SIZE);
  }

  /** The responses that are used most, as far as any were used, the most used first. */
  public List<Row> hottest() {
    return sorted(hottest, BY_USES);
  }

  private static List<Row> sorted(PriorityQueue<Row> best, Comparator<Row> order) {
    List<Row> sorted = new ArrayList<>(best);
    sorted.sort(order.reversed());
    return sorted;
  }
}
