package dev.larder.version;

import java.util.Locale;
import java.util.Set;

/** What kind of file a name's extension says it is: how likely a number in it is a version. */
enum FileType {
  /** Scripts, styles and fonts: what programs are built of. */
  CODE,
  /** Images and sounds: built with a site, or brought by its users. */
  MEDIA,
  /** Packages and archives, which bear versions by custom. */
  PACKAGE,
  /** Data, pages, or no extension. */
  OTHER;

  private static final Set<String> CODE_EXTENSIONS =
      Set.of(
          "js", "mjs", "cjs", "css", "map", "wasm", "woff", "woff2", "ttf", "otf", "eot", "ts",
          "dart", "scss", "less", "symbols", "pck");
  private static final Set<String> MEDIA_EXTENSIONS =
      Set.of(
          "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "bmp", "mp4", "webm", "mp3",
          "ogg", "wav", "cur");
  private static final Set<String> PACKAGE_EXTENSIONS =
      Set.of(
          "jar", "war", "pom", "aar", "module", "tgz", "zip", "gz", "bz2", "xz", "zst", "tar",
          "whl", "gem", "nupkg", "deb", "rpm", "apk", "dmg", "exe", "msi", "crate", "iso", "pkg",
          "sha1", "sha256", "sha512", "md5", "asc", "sig", "mod", "info", "phar", "vsix", "egg");

  /** The type of what lies at a path. */
  static FileType of(String path) {
    int dot = path.lastIndexOf('.');
    if (dot <= path.lastIndexOf('/') || path.length() - dot > 9) {
      return OTHER;
    }
    String extension = path.substring(dot + 1).toLowerCase(Locale.ROOT);
    if (CODE_EXTENSIONS.contains(extension)) {
      return CODE;
    }
    if (extension.equals("gz") || extension.equals("br")) {
      FileType inner = of(path.substring(0, dot));
      return inner == OTHER ? PACKAGE : inner;
    }
    if (MEDIA_EXTENSIONS.contains(extension)) {
      return MEDIA;
    }
    return PACKAGE_EXTENSIONS.contains(extension) ? PACKAGE : OTHER;
  }

  /** Whether such files come with versions so often that a doubtful token counts as one. */
  boolean isVersioned() {
    return this == CODE || this == PACKAGE;
  }
}
