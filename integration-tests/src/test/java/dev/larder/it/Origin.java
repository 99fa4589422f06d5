package dev.larder.it;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** A server on loopback that says what it was asked. */
interface Origin extends AutoCloseable {

  URI uri(String path);

  /** Answers this path, with whatever query, on every request from now on. */
  void on(String path, Page.Answer answer);

  default void on(String path, Page page) {
    on(path, request -> page);
  }

  /** Requests by target since the last call; closes all gates again. */
  Map<String, Integer> take();

  @Override
  void close() throws IOException;
}
