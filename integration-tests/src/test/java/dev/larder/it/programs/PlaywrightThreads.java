package dev.larder.it.programs;

import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Fetches with a Playwright for each of two threads, or with one whose driver dies. Arguments:
 * origin, whether it dies.
 */
public final class PlaywrightThreads {

  private PlaywrightThreads() {}

  public static void main(String[] arguments) throws Exception {
    String origin = arguments[0];
    if (Boolean.parseBoolean(arguments[1])) {
      dead(origin);
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Callable<String>> programs = new ArrayList<>();
    for (int thread = 0; thread < 2; thread++) {
      programs.add(() -> many(origin));
    }
    for (Future<String> program : threads.invokeAll(programs)) {
      System.out.println(program.get());
    }
    threads.shutdown();
  }

  private static String many(String origin) {
    try (Playwright playwright = Playwright.create()) {
      APIRequestContext context = playwright.request().newContext();
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 60; i++) {
        APIResponse response = context.get(origin + "many/" + i % 20);
        all.append(response.status()).append(response.text()).append(' ');
      }
      return all.toString();
    }
  }

  private static void dead(String origin) {
    Playwright playwright = Playwright.create();
    APIRequestContext context = playwright.request().newContext();
    APIResponse response = context.get(origin + "many/1");
    List<ProcessHandle> driver = ProcessHandle.current().descendants().toList();
    System.out.println("driver " + !driver.isEmpty());
    driver.forEach(ProcessHandle::destroyForcibly);
    driver.forEach(process -> process.onExit().join());
    System.out.println(response.status());
    for (String path : List.of("many/1", "many/2", "unstored")) {
      try {
        System.out.println(path + ' ' + context.get(origin + path).status());
      } catch (PlaywrightException failure) {
        System.out.println(path + ' ' + failure.getClass());
      }
    }
  }
}
