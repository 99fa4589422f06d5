package dev.larder.it.programs;

import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Several Playwrights at once, each in a class loader of its own, as application servers have them.
 * Prints what each of them gets, and whether its loader is garbage once nobody uses it.
 *
 * <p>Arguments: the origin, the browser's executable, and for each Playwright the directory of its
 * driver and its class path.
 */
public final class PlaywrightLoaders {

  /** How often the heap is collected before a loader counts as one that stays. */
  private static final int COLLECTIONS = 300;

  private PlaywrightLoaders() {}

  public static void main(String[] arguments) throws Exception {
    List<Reference<ClassLoader>> loaders = new ArrayList<>();
    // A thread of its own, so that no frame of this one still refers to a loader.
    Thread user = new Thread(() -> use(arguments, loaders), "user");
    user.start();
    user.join();
    for (Reference<ClassLoader> loader : loaders) {
      System.out.println("collected " + isCollected(loader));
    }
  }

  private static void use(String[] arguments, List<Reference<ClassLoader>> loaders) {
    List<UnaryOperator<String>> visits = new ArrayList<>();
    try {
      for (int i = 2; i < arguments.length; i += 2) {
        // Read when the first Playwright of a loader is made.
        System.setProperty("playwright.cli.dir", arguments[i]);
        ClassLoader loader = loader(arguments[i + 1]);
        loaders.add(new WeakReference<>(loader));
        visits.add(visit(loader, arguments[0], arguments[1]));
      }
      for (String what : List.of("fetch", "fetch", "page", "page", "close")) {
        for (int i = 0; i < visits.size(); i++) {
          System.out.println(i + ": " + visits.get(i).apply(what + '?' + i));
        }
      }
    } catch (Exception failure) {
      System.out.println(failure);
      System.exit(1); // threads of the drivers go on
    }
  }

  private static ClassLoader loader(String classPath) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String path : classPath.split(File.pathSeparator, -1)) {
      urls.add(Path.of(path).toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
  }

  @SuppressWarnings("unchecked") // which Visit is
  private static UnaryOperator<String> visit(ClassLoader loader, String origin, String executable)
      throws ReflectiveOperationException {
    return (UnaryOperator<String>)
        loader
            .loadClass(Visit.class.getName())
            .getConstructor(String.class, String.class)
            .newInstance(origin, executable);
  }

  private static boolean isCollected(Reference<ClassLoader> loader) throws InterruptedException {
    for (int i = 0; i < COLLECTIONS && loader.get() != null; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(50); // threads that nobody needs any more end meanwhile
    }
    return loader.get() == null;
  }

  /** What uses a Playwright. Loaded by the loader that has it. */
  public static final class Visit implements UnaryOperator<String> {
    private final String origin;
    private final Playwright playwright;
    private final Browser browser;
    private final APIRequestContext context;

    /** Starts a driver and a browser. */
    public Visit(String origin, String executable) {
      this.origin = origin;
      this.playwright = Playwright.create();
      this.browser = PlaywrightPages.chromium(playwright, executable);
      this.context = playwright.request().newContext();
    }

    /** Does what is said, and tells what has come of that. */
    @Override
    public String apply(String what) {
      if (what.startsWith("fetch")) {
        return what + " " + context.get(origin + what).text();
      }
      if (what.startsWith("page")) {
        Page page = browser.newPage();
        page.navigate(origin + what);
        return what + " " + page.evaluate("loaded");
      }
      playwright.close();
      return what;
    }
  }
}
