package dev.larder.bridge;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client that never waits: its companion tells what happens, and does what each
 * step says. Used by one thread at a time, such as the event loop of a channel. No method throws.
 */
public abstract class EventCall {

  /** What to do with the request: send, serve or wait. */
  public abstract EventStep begin();

  /**
   * After a step that says to wait.
   *
   * @param then run by {@code loop} when {@link #resume} says what to do
   */
  public abstract void whenReleased(Executor loop, Runnable then);

  /** What to do after having waited: send or serve. */
  public abstract EventStep resume();

  /** The head of the network's response has come: relay, serve or retry. */
  public abstract EventStep received(NetworkReply reply);

  /**
   * The network has given no response.
   *
   * @return a stored response to serve in its place, or null
   */
  public abstract @Nullable ServedReply failed(Throwable cause);

  /** The program has got the head of a stored response. */
  public abstract void delivered();

  /** Nobody waits for a response any more; without effect once there was one. */
  public abstract void abandoned();
}
