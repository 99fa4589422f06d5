package dev.larder.store.memory;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.util.ReadResolvable;
import net.openhft.chronicle.hash.serialization.SizedReader;
import net.openhft.chronicle.hash.serialization.SizedWriter;
import net.openhft.chronicle.wire.WireIn;
import net.openhft.chronicle.wire.WireOut;
import org.jspecify.annotations.Nullable;

/** Copies slices to and from the memory of the map, without another copy in between. */
final class SliceMarshaller
    implements SizedReader<Slice>, SizedWriter<Slice>, ReadResolvable<SliceMarshaller> {

  @Override
  public long size(Slice slice) {
    return slice.length;
  }

  @Override
  public void write(@SuppressWarnings("rawtypes") Bytes out, long size, Slice slice) {
    out.write(slice.array, slice.offset, slice.length);
  }

  @Override
  public Slice read(@SuppressWarnings("rawtypes") Bytes in, long size, @Nullable Slice using) {
    if (using == null) {
      throw new IllegalStateException("Blocks are read into a slice");
    }
    if (size == using.skip + using.length) {
      in.readSkip(using.skip);
      in.read(using.array, using.offset, using.length);
    } else {
      using.length = -1; // not what was put there
    }
    return using;
  }

  @Override
  public void writeMarshallable(WireOut wire) {
    // no state
  }

  @Override
  public void readMarshallable(WireIn wire) {
    // no state
  }

  @Override
  public SliceMarshaller readResolve() {
    return this;
  }
}
