package dev.larder.store.remote;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryWriter;
import dev.larder.store.Stored;
import dev.larder.store.remote.RemoteEntries.Found;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies on the server is damaged, shortened, or put elsewhere; no wrong byte is given. */
class DamagedValuesTest {
  private static final int INPUTS = Integer.getInteger("larder.fuzz.inputs", 10_000);

  private final Random random = new Random(20);
  private int unopened;

  /** What the server has under one name. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Value(byte[] generation, byte[] head, List<byte[]> chunks) {}

  /** Two versions of each of a few entries, one after the other. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Version(EntryMetadata metadata, byte[] body, Value value) {}

  private static final class Written implements EntryWriter {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(ByteBuffer from) {
      byte[] part = new byte[from.remaining()];
      from.duplicate().get(part);
      bytes.writeBytes(part);
    }

    @Override
    public long written() {
      return bytes.size();
    }

    @Override
    public void commit() {}

    @Override
    public void discard() {}
  }

  private static Version version(Seal seal, Names names, EntryKey key, int time, byte[] body)
      throws IOException {
    CRC32C sum = new CRC32C();
    sum.update(body);
    Instant when = Instant.ofEpochSecond(time);
    EntryMetadata metadata =
        Stored.metadata("/" + key.bits()).renewed(Stored.metadata("/").head(), when, when, 0);
    byte[] generation = seal.generation();
    EntryHead head = new EntryHead(generation, key, body.length, (int) sum.getValue(), metadata);
    String name = names.of(key);
    List<byte[]> chunks = new ArrayList<>();
    for (int i = 0; i < head.chunks(); i++) {
      int start = i * EntryHead.CHUNK;
      byte[] plain = Arrays.copyOfRange(body, start, start + head.chunkSize(i));
      chunks.add(seal.seal(name, generation, i, i == head.chunks() - 1, plain));
    }
    byte[] sealed = seal.seal(name, generation, Seal.HEAD, false, requireNonNull(head.bytes()));
    return new Version(metadata, body, new Value(generation, sealed, chunks));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noWrongByteIsGiven(boolean sealed) throws IOException {
    byte[] secret = sealed ? Stored.body(32) : null;
    Seal seal = new Seal(secret);
    Names names = new Names("larder", secret);
    RemoteEntries entries = new RemoteEntries(names, seal, () -> unopened++);
    List<EntryKey> keys = new ArrayList<>();
    List<List<Version>> all = new ArrayList<>();
    int[] lengths = {0, 1, 200, 200, 3000, 600_000, 600_000};
    for (int i = 0; i < lengths.length; i++) {
      EntryKey key = Stored.key(i);
      keys.add(key);
      byte[] later = Stored.body(lengths[i]);
      Arrays.fill(later, 0, later.length / 2, (byte) i);
      all.add(
          List.of(
              version(seal, names, key, 1, Stored.body(lengths[i])),
              version(seal, names, key, 2, later)));
    }
    int right = 0;
    for (int i = 0; i < INPUTS; i++) {
      // Large bodies take long, so they are seldom chosen.
      int which = random.nextInt(20) == 0 ? random.nextInt(keys.size()) : random.nextInt(5);
      Version before = all.get(which).get(random.nextInt(2));
      Value damaged = damaged(before.value, all, i % 10);
      Version given = given(entries, keys.get(which), all.get(which), damaged);
      right += given == null ? 0 : 1;
      if (i % 10 == 0) {
        assertEquals(before, given, "what is not damaged is given");
      }
    }
    assertTrue(right >= INPUTS / 10, right + " given");
    assertTrue(!sealed || unopened > INPUTS / 10, unopened + " not opened");
  }

  /** The version that is given for what lies there; null if none is. */
  private static @Nullable Version given(
      RemoteEntries entries, EntryKey key, List<Version> versions, Value value) throws IOException {
    List<byte[]> chunks = value.chunks;
    List<@Nullable Object> reply = new ArrayList<>();
    reply.add(value.generation);
    reply.add(value.head);
    reply.add(chunks.isEmpty() ? null : chunks.get(0));
    Found found = entries.found(key, reply);
    Written written = new Written();
    boolean complete =
        found != null
            && entries.body(
                found,
                written,
                number ->
                    Arrays.asList(
                        value.generation, number < chunks.size() ? chunks.get(number) : null));
    if (found == null || !complete) {
      return null;
    }
    byte[] body = written.bytes.toByteArray();
    for (Version one : versions) {
      if (one.metadata.equals(found.head().metadata()) && Arrays.equals(one.body, body)) {
        return one;
      }
    }
    throw new AssertionError("A response that nobody has stored under this key");
  }

  private Value damaged(Value value, List<List<Version>> all, int how) {
    Value other = all.get(random.nextInt(all.size())).get(random.nextInt(2)).value;
    List<byte[]> chunks = new ArrayList<>(value.chunks);
    switch (how) {
      case 0 -> {}
      case 1 -> {
        return new Value(value.generation, flipped(value.head), chunks);
      }
      case 2 -> {
        return new Value(flipped(value.generation), value.head, chunks);
      }
      case 3 -> {
        return new Value(value.generation, shortened(value.head), chunks);
      }
      case 4 -> {
        return new Value(other.generation, other.head, other.chunks);
      }
      case 5 -> {
        return new Value(value.generation, other.head, chunks);
      }
      case 6 -> {
        return new Value(value.generation, value.head, other.chunks);
      }
      case 7 -> {
        if (chunks.size() > 1) {
          chunks.add(chunks.remove(0));
        } else {
          chunks.clear();
        }
      }
      case 8 -> chunks.replaceAll(this::flipped);
      default -> chunks.replaceAll(this::shortened);
    }
    return new Value(value.generation, value.head, chunks);
  }

  private byte[] flipped(byte[] bytes) {
    byte[] copy = bytes.clone();
    for (int i = random.nextInt(3); i >= 0 && copy.length > 0; i--) {
      copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }

  private byte[] shortened(byte[] bytes) {
    return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
  }
}
