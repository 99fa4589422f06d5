package dev.larder.agent.weave;

import dev.larder.agent.client.ClientIntegration;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/**
 * Whether everything that a companion names of its client is there, so that a version of the client
 * that lacks something is left alone at the start, and no link breaks in the middle of a call.
 */
final class LinkageCheck extends ClassVisitor {

  private final ClassLoader loader;
  private final List<String> linkedPackages;
  private final Set<String> companions;

  private LinkageCheck(ClassLoader loader, ClientIntegration client, Relocation relocation) {
    super(OpenedClassReader.ASM_API);
    this.loader = loader;
    this.linkedPackages = client.linkedPackages().stream().map(relocation::name).toList();
    this.companions =
        client.companions().stream().map(relocation::name).collect(Collectors.toSet());
  }

  /**
   * Looks for every class, method and field of the client that a class file names.
   *
   * @throws IllegalStateException if one is not there
   */
  static void check(
      byte[] classFile, ClassLoader loader, ClientIntegration client, Relocation relocation) {
    OpenedClassReader.of(classFile)
        .accept(
            new LinkageCheck(loader, client, relocation),
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }

  private boolean isOfClient(String owner) {
    String name = owner.replace('/', '.');
    return linkedPackages.stream().anyMatch(name::startsWith) && !companions.contains(name);
  }

  @Override
  public void visit(
      int version,
      int access,
      String name,
      @Nullable String signature,
      String superName,
      String[] interfaces) {
    if (isOfClient(superName) && Modifier.isFinal(type(superName).getModifiers())) {
      throw new IllegalStateException(superName + " is final");
    }
  }

  @Override
  public @Nullable FieldVisitor visitField(
      int access, String name, String descriptor, @Nullable String signature, @Nullable Object v) {
    return null;
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    return new MethodVisitor(OpenedClassReader.ASM_API) {
      @Override
      public void visitMethodInsn(
          int opcode, String owner, String called, String callDescriptor, boolean itf) {
        if (isOfClient(owner)) {
          requireMethod(owner, called, callDescriptor, opcode == Opcodes.INVOKESTATIC);
        }
      }

      @Override
      public void visitFieldInsn(int opcode, String owner, String field, String fieldDescriptor) {
        if (isOfClient(owner)) {
          requireField(owner, field, fieldDescriptor);
        }
      }

      @Override
      public void visitLdcInsn(Object constant) {
        if (constant instanceof Type named
            && named.getSort() == Type.OBJECT
            && isOfClient(named.getInternalName())) {
          type(named.getInternalName());
        }
      }

      @Override
      public void visitTypeInsn(int opcode, String named) {
        if (isOfClient(named)) {
          type(named);
        }
      }
    };
  }

  private Class<?> type(String internalName) {
    try {
      return Class.forName(internalName.replace('/', '.'), false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalStateException(internalName + " is not there", e);
    }
  }

  private void requireMethod(String owner, String name, String descriptor, boolean isStatic) {
    Class<?> type = type(owner);
    if (name.equals("<init>")) {
      for (Constructor<?> constructor : type.getDeclaredConstructors()) {
        if (descriptor.equals(Type.getConstructorDescriptor(constructor))
            && !Modifier.isPrivate(constructor.getModifiers())) {
          return;
        }
      }
    } else if (hasMethod(type, name, descriptor, isStatic)) {
      return;
    }
    throw new IllegalStateException(owner + " has no method " + name + descriptor);
  }

  private static boolean hasMethod(
      Class<?> type, String name, String descriptor, boolean isStatic) {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getName().equals(name)
          && MethodType.methodType(method.getReturnType(), method.getParameterTypes())
              .toMethodDescriptorString()
              .equals(descriptor)
          && !Modifier.isPrivate(method.getModifiers())
          && Modifier.isStatic(method.getModifiers()) == isStatic) {
        return true;
      }
    }
    Class<?> parent = type.getSuperclass();
    if (parent != null && hasMethod(parent, name, descriptor, isStatic)) {
      return true;
    }
    for (Class<?> implemented : type.getInterfaces()) {
      if (hasMethod(implemented, name, descriptor, isStatic)) {
        return true;
      }
    }
    // An interface has those of Object (JVMS §5.4.3.4); compilers since JDK 18 name it for them.
    return type.isInterface() && hasMethod(Object.class, name, descriptor, isStatic);
  }

  private void requireField(String owner, String name, String descriptor) {
    for (Class<?> type = type(owner); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)
            && field.getType().descriptorString().equals(descriptor)
            && !Modifier.isPrivate(field.getModifiers())) {
          return;
        }
      }
    }
    throw new IllegalStateException(owner + " has no field " + name);
  }
}
