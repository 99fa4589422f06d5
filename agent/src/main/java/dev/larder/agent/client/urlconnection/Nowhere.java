package dev.larder.agent.client.urlconnection;

import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Where a request goes that is answered from the cache. It never fails, holds nothing, and can't be
 * closed, so one is enough for all.
 */
final class Nowhere extends PrintStream {

  static final Nowhere STREAM = new Nowhere();

  private Nowhere() {
    super(OutputStream.nullOutputStream());
  }

  @Override
  public void print(String text) {}

  @Override
  public void write(int value) {}

  @Override
  public void write(byte[] bytes, int offset, int length) {}

  @Override
  public void flush() {}

  @Override
  public void close() {}

  @Override
  public boolean checkError() {
    return false;
  }
}
