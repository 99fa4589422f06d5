package dev.larder.agent.weave;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import dev.larder.agent.client.ClientIntegration.WovenMethods;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.TypeInitializer;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.auxiliary.AuxiliaryType;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/**
 * One class on its way through Byte Buddy's advice. Uses the advice as a class visitor, without the
 * builder of types around it, which would cost as much again at the first request. Adds neither
 * fields nor methods, so that classes loaded before can be woven too.
 */
final class WovenClass implements WovenMethods {

  private final byte[] classFile;
  private final TypePool pool;
  private final TypeDescription type;
  private final ClassFileLocator adviceLocator =
      ClassFileLocator.ForClassLoader.of(WovenClass.class.getClassLoader());
  private final List<AsmVisitorWrapper> wrappers = new ArrayList<>();

  WovenClass(@Nullable ClassLoader loader, String internalName, byte[] classFile) {
    String name = internalName.replace('/', '.');
    this.classFile = classFile;
    this.pool =
        TypePool.Default.of(
            new ClassFileLocator.Compound(
                ClassFileLocator.Simple.of(name, classFile),
                ClassFileLocator.ForClassLoader.of(loader)));
    this.type = pool.describe(name).resolve();
  }

  @Override
  public WovenClass advise(String method, int parameters, Class<?> advice) {
    return advise(method + "/" + parameters, named(method).and(takesArguments(parameters)), advice);
  }

  @Override
  public WovenClass advise(String method, Class<?> advice, String... parameters) {
    return advise(
        method + List.of(parameters),
        starting(method, parameters).and(takesArguments(parameters.length)),
        advice);
  }

  @Override
  public WovenClass adviseStarting(String method, Class<?> advice, String... parameters) {
    return advise(method + List.of(parameters), starting(method, parameters), advice);
  }

  private static ElementMatcher.Junction<MethodDescription> starting(
      String method, String... parameters) {
    ElementMatcher.Junction<MethodDescription> matcher = named(method);
    for (int i = 0; i < parameters.length; i++) {
      matcher = matcher.and(takesArgument(i, named(parameters[i])));
    }
    return matcher;
  }

  private WovenClass advise(
      String what, ElementMatcher.Junction<MethodDescription> matcher, Class<?> advice) {
    int matches = type.getDeclaredMethods().filter(matcher).size();
    if (matches != 1) {
      throw new IllegalStateException(type.getName() + " has " + matches + " methods " + what);
    }
    wrappers.add(Advice.to(advice, adviceLocator).on(matcher));
    return this;
  }

  byte[] toByteArray() {
    AsmVisitorWrapper wrapper = new AsmVisitorWrapper.Compound(wrappers);
    int writerFlags = wrapper.mergeWriter(AsmVisitorWrapper.NO_FLAGS);
    int readerFlags = wrapper.mergeReader(AsmVisitorWrapper.NO_FLAGS);
    ClassFileVersion version = ClassFileVersion.ofClassFile(classFile);
    ClassReader reader = OpenedClassReader.of(classFile);
    ClassWriter writer = new ClassWriter(reader, writerFlags);
    ClassVisitor visitor =
        wrapper.wrap(
            type,
            writer,
            Implementation.Context.Disabled.Factory.INSTANCE.make(
                type,
                new AuxiliaryType.NamingStrategy.Enumerating("unused"),
                TypeInitializer.None.INSTANCE,
                version,
                version,
                Implementation.Context.FrameGeneration.GENERATE),
            pool,
            type.getDeclaredFields(),
            type.getDeclaredMethods(),
            writerFlags,
            readerFlags);
    reader.accept(visitor, readerFlags);
    return writer.toByteArray();
  }
}
