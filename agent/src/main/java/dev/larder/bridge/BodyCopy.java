package dev.larder.bridge;

import java.nio.ByteBuffer;

/** Takes a copy of a body of the network on its way to the program. No method throws. */
public abstract class BodyCopy {

  /** The next bytes have come; they are copied before this returns. */
  public abstract void write(ByteBuffer... bytes);

  /**
   * The body is complete.
   *
   * @return what is to be run once the program has been told
   */
  public abstract Runnable complete();

  /** The rest does not come, or is not wanted: nothing of the body is stored. */
  public abstract void abort();
}
