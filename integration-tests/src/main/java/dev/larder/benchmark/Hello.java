package dev.larder.benchmark;

/** A program that makes no HTTP call. */
public final class Hello {

  private Hello() {}

  public static void main(String[] arguments) {
    System.out.println("hello");
  }
}
