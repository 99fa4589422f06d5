import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;

/**
 * Part of the build: redirects some calls in the classes of Chronicle to ours. Arguments: the
 * directory for the classes that changed, and a class path, of which the jars named chronicle-*
 * are read.
 */
public final class Redirect {

  private static final String ENVIRONMENT = "dev/larder/chronicle/Environment";

  /** Static methods whose calls keep their arguments. */
  private static final Set<String> STATIC =
      Set.of(
          "java/lang/System.getProperty",
          "java/lang/Boolean.getBoolean",
          "java/lang/Integer.getInteger",
          "java/lang/Long.getLong",
          "org/slf4j/LoggerFactory.getLogger");

  private Redirect() {}

  public static void main(String[] arguments) throws IOException {
    Path target = Path.of(arguments[0]);
    int changed = 0;
    for (String element : arguments[1].split(java.io.File.pathSeparator)) {
      Path path = Path.of(element);
      if (path.getFileName().toString().matches("(chronicle-|posix-).*\\.jar")) {
        changed += redirect(path, target);
      }
    }
    if (changed == 0) {
      throw new IOException("No class of Chronicle was found: " + arguments[1]);
    }
  }

  private static int redirect(Path file, Path target) throws IOException {
    int changed = 0;
    try (JarFile jar = new JarFile(file.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        String name = entry.getName();
        if (!name.endsWith(".class") || name.startsWith("META-INF/")) {
          continue;
        }
        try (InputStream in = jar.getInputStream(entry)) {
          ClassReader reader = new ClassReader(in.readAllBytes());
          ClassWriter writer = new ClassWriter(reader, 0);
          Types types = new Types();
          Calls calls = new Calls(new ClassRemapper(writer, types));
          reader.accept(calls, 0);
          Path result = target.resolve(name);
          if ((calls.changed || types.changed) && !Files.exists(result)) {
            Files.createDirectories(result.getParent());
            Files.write(result, writer.toByteArray());
            changed++;
          }
        }
      }
    }
    return changed;
  }

  /** Replaces a type of the JDK by one of ours. */
  private static final class Types extends Remapper {
    private boolean changed;

    @Override
    public String map(String internalName) {
      if (internalName.equals("java/text/SimpleDateFormat")) {
        changed = true;
        return "dev/larder/chronicle/NoDates";
      }
      return internalName;
    }
  }

  /** Replaces the calls of one class. */
  private static final class Calls extends ClassVisitor {
    private boolean changed;

    Calls(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      return new MethodVisitor(Opcodes.ASM9, next) {
        @Override
        public void visitInvokeDynamicInsn(
            String called, String type, Handle bootstrap, Object... arguments) {
          Object[] replaced = arguments.clone();
          for (int i = 0; i < replaced.length; i++) {
            if (replaced[i] instanceof Handle handle
                && STATIC.contains(handle.getOwner() + "." + handle.getName())) {
              changed = true;
              replaced[i] =
                  new Handle(
                      handle.getTag(), ENVIRONMENT, handle.getName(), handle.getDesc(), false);
            }
          }
          super.visitInvokeDynamicInsn(called, type, bootstrap, replaced);
        }

        @Override
        public void visitMethodInsn(
            int opcode, String owner, String called, String type, boolean isInterface) {
          if (opcode == Opcodes.INVOKESTATIC && STATIC.contains(owner + "." + called)) {
            changed = true;
            super.visitMethodInsn(opcode, ENVIRONMENT, called, type, false);
          } else if (owner.equals("java/lang/Runtime") && called.equals("addShutdownHook")) {
            changed = true;
            super.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                ENVIRONMENT,
                called,
                "(Ljava/lang/Runtime;Ljava/lang/Thread;)V",
                false);
          } else {
            super.visitMethodInsn(opcode, owner, called, type, isInterface);
          }
        }
      };
    }
  }
}
