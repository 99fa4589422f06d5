package dev.larder.store;

import java.util.List;

/**
 * One of several stored responses of a resource, as the resource's index lists it.
 *
 * @param fields the request fields that its Vary names, in lower case and sorted (RFC 9111 §4.1)
 * @param salt what its key was made with besides those fields, so that it is not found again once
 *     the index that listed it is gone
 * @param key where it lies
 */
public record Variant(List<String> fields, String salt, EntryKey key) {

  public Variant {
    fields = List.copyOf(fields);
  }
}
