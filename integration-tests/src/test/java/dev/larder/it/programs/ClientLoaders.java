package dev.larder.it.programs;

import java.io.File;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Clients in class loaders of their own, all at once, as application servers and plug-ins have
 * them. Prints what each of them gets, and perhaps how many of the loaders are garbage once nobody
 * uses them.
 *
 * <p>Arguments: the origin, how often everything is made anew (if more than once, the garbage is
 * looked at), and for each loader its kind, its client, the path to ask for twice, and its class
 * path.
 */
public final class ClientLoaders {

  /** How long a loader may stay: threads of OkHttp end after a minute without work. */
  private static final long STAY_NANOS = TimeUnit.SECONDS.toNanos(100);

  private ClientLoaders() {}

  public static void main(String[] arguments) throws Exception {
    List<Reference<ClassLoader>> loaders = new ArrayList<>();
    // A thread of its own, so that no frame of this one still refers to a loader.
    Thread user = new Thread(() -> use(arguments, loaders), "user");
    user.start();
    user.join();
    if (arguments[1].equals("1")) {
      return;
    }
    long end = System.nanoTime() + STAY_NANOS;
    while (collected(loaders) < loaders.size() && System.nanoTime() - end < 0) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(50); // threads that nobody needs any more end meanwhile
    }
    System.out.println("collected " + collected(loaders) + " of " + loaders.size());
  }

  private static int collected(List<Reference<ClassLoader>> loaders) {
    int collected = 0;
    for (Reference<ClassLoader> loader : loaders) {
      collected += loader.get() == null ? 1 : 0;
    }
    return collected;
  }

  private static void use(String[] arguments, List<Reference<ClassLoader>> loaders) {
    try {
      for (int round = Integer.parseInt(arguments[1]); round > 0; round--) {
        List<UnaryOperator<String>> visits = new ArrayList<>();
        for (int i = 2; i < arguments.length; i += 4) {
          ClassLoader loader = loader(arguments[i], arguments[i + 3]);
          loaders.add(new WeakReference<>(loader));
          visits.add(visit(loader, arguments[i + 1], arguments[0]));
        }
        for (int i = 0; i < visits.size(); i++) {
          String path = arguments[2 + 4 * i + 2];
          for (String what : List.of(path, path, "close")) {
            System.out.println(i + ": " + visits.get(i).apply(what));
          }
        }
      }
    } catch (Exception failure) {
      System.out.println(failure);
    }
  }

  private static ClassLoader loader(String kind, String classPath) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String path : classPath.split(File.pathSeparator, -1)) {
      urls.add(Path.of(path).toUri().toURL());
    }
    URL[] all = urls.toArray(new URL[0]);
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    return switch (kind) {
      case "hides all" -> new HidingLoader(all, null);
      case "hides most" -> new HidingLoader(all, platform);
      default -> new URLClassLoader(all, platform);
    };
  }

  @SuppressWarnings("unchecked") // which Visit is
  private static UnaryOperator<String> visit(ClassLoader loader, String client, String origin)
      throws ReflectiveOperationException {
    return (UnaryOperator<String>)
        loader
            .loadClass(Visit.class.getName())
            .getConstructor(String.class, String.class)
            .newInstance(client, origin);
  }

  /** Knows of its parents what is the JDK's by its name, as OSGi and JBoss Modules do. */
  static final class HidingLoader extends URLClassLoader {

    HidingLoader(URL[] urls, @Nullable ClassLoader parent) {
      super(urls, parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.matches("(javax?|jdk|sun|com\\.sun|org\\.(w3c|xml|ietf))\\..*")) {
        return ClassLoader.getPlatformClassLoader().loadClass(name);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
    }
  }

  /** What uses a client. Loaded by the loader that has it. */
  public static final class Visit implements UnaryOperator<String> {
    private final ContractProgram program;

    /** Makes the client. */
    public Visit(String client, String origin) {
      URI uri = URI.create(origin);
      program =
          switch (client) {
            case "okhttp" -> new OkHttpContract(uri);
            case "apache4" -> new Apache4Contract(uri);
            case "apache5" -> new Apache5Contract(uri);
            case "ahc" -> new AhcContract(uri);
            case "apache5-async" -> new Apache5AsyncContract(uri);
            default -> new NettyContract(uri);
          };
    }

    /** Gets what is said, and tells what has come, or closes the client. */
    @Override
    public String apply(String path) {
      try {
        if (path.equals("close")) {
          program.close();
          return "closed";
        }
        ContractProgram.Answer answer = program.send(program.get(path));
        return answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
      } catch (Exception failure) {
        return Show.failure(failure);
      }
    }
  }
}
