package dev.larder.it.programs;

/** Loads a class, as a program does that uses it. */
public final class LoadsClass {

  private LoadsClass() {}

  /** Arguments: the name of the class. */
  public static void main(String[] arguments) throws Exception {
    Class.forName(arguments[0]);
  }
}
