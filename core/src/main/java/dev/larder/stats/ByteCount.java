package dev.larder.stats;

/** Numbers of bytes as people read them. */
public final class ByteCount {

  private static final String[] UNITS = {"KB", "MB", "GB", "TB", "PB", "EB"};

  private ByteCount() {}

  /** In powers of 1000 with one decimal: {@code 1 byte}, {@code 999 bytes}, {@code 4.3 MB}. */
  public static String shown(long number) {
    if (number < 1000) {
      return number + (number == 1 ? " byte" : " bytes");
    }
    long unit = 1000;
    int i = 0;
    while (i + 1 < UNITS.length && number / unit >= 1000) {
      unit *= 1000;
      i++;
    }
    long tenths = number / (unit / 10);
    if (number % (unit / 10) >= unit / 20) {
      tenths++;
    }
    if (tenths == 10_000 && i + 1 < UNITS.length) {
      tenths = 10;
      i++;
    }
    return tenths / 10 + "." + tenths % 10 + " " + UNITS[i];
  }
}
