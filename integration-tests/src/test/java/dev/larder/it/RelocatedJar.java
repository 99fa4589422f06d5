package dev.larder.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * A jar with classes that were moved into another package, and with others that use them, as build
 * tools make them ("shading").
 */
final class RelocatedJar implements AutoCloseable {

  private final JarOutputStream out;
  private final Remapper names;

  /**
   * A jar that is written until it is closed.
   *
   * @param from the beginning of internal names
   * @param to what takes its place
   */
  RelocatedJar(Path file, String from, String to) throws IOException {
    out = new JarOutputStream(Files.newOutputStream(file));
    names =
        new Remapper(OpenedClassReader.ASM_API) {
          @Override
          public String map(String name) {
            return name.startsWith(from) ? to + name.substring(from.length()) : name;
          }
        };
  }

  /** Adds all classes of a jar whose names begin so. */
  RelocatedJar add(Path jar, String beginning) throws IOException {
    try (JarFile in = new JarFile(jar.toFile())) {
      List<JarEntry> entries = in.stream().toList();
      for (JarEntry entry : entries) {
        if (entry.getName().startsWith(beginning) && entry.getName().endsWith(".class")) {
          try (InputStream bytes = in.getInputStream(entry)) {
            add(bytes.readAllBytes());
          }
        }
      }
    }
    return this;
  }

  /** Adds a class and those that are nested in it. */
  RelocatedJar add(Class<?> type) throws IOException {
    Path directory = ForkedJvm.locationOf(type).resolve(type.getPackageName().replace('.', '/'));
    String name = type.getSimpleName();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String own = file.getFileName().toString();
        if (own.equals(name + ".class") || own.startsWith(name + '$')) {
          add(Files.readAllBytes(file));
        }
      }
    }
    return this;
  }

  private void add(byte[] classFile) throws IOException {
    ClassReader reader = OpenedClassReader.of(classFile);
    ClassWriter writer = new ClassWriter(0);
    reader.accept(new ClassRemapper(writer, names), 0);
    out.putNextEntry(new JarEntry(names.map(reader.getClassName()) + ".class"));
    out.write(writer.toByteArray());
    out.closeEntry();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
