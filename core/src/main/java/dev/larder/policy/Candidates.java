package dev.larder.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is stored for a request. Nothing is looked up before it is asked for. */
public interface Candidates<C extends Candidate> {

  /** What is stored under one primary key (RFC 9111 §2). */
  interface Selection<C extends Candidate> {

    /** The most recent response that the request selects by the fields that Vary names, or null. */
    @Nullable C selected();

    /** Whether several variants may be stored. */
    boolean varies();
  }

  /** Whether the request shows credentials that tell identities apart. */
  boolean identified();

  /** What is stored for the identity of the request, or null if nothing ever was. */
  @Nullable Selection<C> own();

  /** What is stored for everybody. */
  Selection<C> common();

  /** The variants of a selection that the request does not select. */
  List<C> others(Selection<C> of);
}
