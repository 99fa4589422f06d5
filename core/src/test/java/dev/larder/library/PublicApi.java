package dev.larder.library;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What programs can use of some classes, as text: a line for each type and member. */
final class PublicApi {

  private PublicApi() {}

  static String render(List<Class<?>> types) {
    StringBuilder text = new StringBuilder();
    for (Class<?> type : types) {
      if (isSeen(type.getModifiers())) {
        text.append(text.length() == 0 ? "" : "\n").append(type(type)).append('\n');
        members(type).forEach(member -> text.append("  ").append(member).append('\n'));
      }
    }
    return text.toString();
  }

  private static boolean isSeen(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String type(Class<?> type) {
    List<String> above = new ArrayList<>();
    if (type.getSuperclass() != null && type.getSuperclass() != Object.class) {
      above.add("extends " + plain(type.getGenericSuperclass()));
    }
    for (Type implemented : type.getGenericInterfaces()) {
      above.add("implements " + plain(implemented));
    }
    String kind = type.isInterface() ? "interface" : "class";
    return modifiers(type.getModifiers() & ~Modifier.INTERFACE)
        + kind
        + " "
        + type.getName()
        + above.stream().map(" "::concat).collect(Collectors.joining());
  }

  private static Set<String> members(Class<?> type) {
    Set<String> members = new TreeSet<>();
    for (Field field : type.getDeclaredFields()) {
      if (isSeen(field.getModifiers())) {
        members.add(
            modifiers(field.getModifiers())
                + shown(field.getAnnotatedType())
                + " "
                + field.getName());
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isSeen(constructor.getModifiers())) {
        members.add(executable(constructor, type.getSimpleName()));
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isSeen(method.getModifiers()) && !method.isSynthetic()) {
        members.add(
            executable(method, shown(method.getAnnotatedReturnType()) + " " + method.getName()));
      }
    }
    return members;
  }

  private static String executable(Executable executable, String name) {
    String parameters =
        Arrays.stream(executable.getParameters())
            .map(PublicApi::parameter)
            .collect(Collectors.joining(", "));
    String thrown =
        Arrays.stream(executable.getGenericExceptionTypes())
            .map(PublicApi::plain)
            .collect(Collectors.joining(", "));
    return modifiers(executable.getModifiers() & ~Modifier.TRANSIENT)
        + name
        + "("
        + parameters
        + ")"
        + (thrown.isEmpty() ? "" : " throws " + thrown);
  }

  private static String parameter(Parameter parameter) {
    return shown(parameter.getAnnotatedType()) + " " + parameter.getName();
  }

  private static String modifiers(int modifiers) {
    String text = Modifier.toString(modifiers);
    return text.isEmpty() ? "" : text + " ";
  }

  private static String shown(AnnotatedType type) {
    return (type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "") + plain(type.getType());
  }

  /** Without packages: the names that are used are well known, or in this file. */
  private static String plain(Type type) {
    return type.getTypeName().replaceAll("\\b([a-z]+\\.)+(?=[A-Z])", "");
  }
}
