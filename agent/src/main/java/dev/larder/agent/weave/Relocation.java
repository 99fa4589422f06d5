package dev.larder.agent.weave;

import dev.larder.agent.client.ClientIntegration;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Where a copy of a client lies that was relocated into another package, as build tools do it for
 * libraries that carry a client of their own.
 *
 * @param from the package of the original, with a dot at its end
 * @param to that of the copy
 */
record Relocation(String from, String to) {

  private static final Relocation NONE = new Relocation("", "");

  /** Where a client lies of which a woven class has this name. */
  static Relocation of(ClientIntegration client, String woven) {
    String from = client.relocatablePackage();
    if (!from.isEmpty() && !woven.startsWith(from)) {
      for (String original : client.requiredClasses()) {
        String end = original.substring(from.length());
        if (woven.endsWith('.' + end)) {
          return new Relocation(from, woven.substring(0, woven.length() - end.length()));
        }
      }
    }
    return NONE;
  }

  /** The name that a class or a package of the original has here. */
  String name(String original) {
    return !from.isEmpty() && original.startsWith(from)
        ? to + original.substring(from.length())
        : original;
  }

  /** A class file that was written for the original. */
  byte[] classFile(byte[] original) {
    if (from.isEmpty()) {
      return original;
    }
    ClassReader reader = OpenedClassReader.of(original);
    ClassWriter writer = new ClassWriter(0);
    reader.accept(new ClassRemapper(writer, new Names(this)), 0);
    return writer.toByteArray();
  }

  /** The same for internal names. */
  private static final class Names extends Remapper {
    private final Relocation relocation;

    Names(Relocation relocation) {
      super(OpenedClassReader.ASM_API);
      this.relocation = relocation;
    }

    @Override
    public String map(String internalName) {
      return relocation.name(internalName.replace('/', '.')).replace('.', '/');
    }
  }
}
