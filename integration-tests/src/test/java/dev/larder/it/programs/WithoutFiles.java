package dev.larder.it.programs;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes requests over a connection that is open already, while the process may not open another
 * file. Argument: the URL of an item.
 */
public final class WithoutFiles {

  private final HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
  private final String url;

  private WithoutFiles(String url) {
    this.url = url;
  }

  public static void main(String[] arguments) throws Exception {
    WithoutFiles program = new WithoutFiles(arguments[0]);
    // All classes are loaded before it matters.
    for (String query : List.of("first0", "first1", "before", "before")) {
      program.get(query);
    }
    untilNothingGoesOnBeside();
    List<FileInputStream> files = new ArrayList<>();
    boolean more = true;
    while (more) {
      more = open(files);
    }
    for (int i = 0; i < 3; i++) {
      program.get("during0");
      program.get("during1");
      program.get("before1");
    }
    for (FileInputStream file : files) {
      file.close();
    }
    System.out.println("were there any: " + (files.size() > 2));
    program.get("after");
    program.get("after");
    System.exit(0);
  }

  /** A thread of the cache that ends later would close a file, and so let another be opened. */
  private static void untilNothingGoesOnBeside() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("larder-")) {
        thread.join(10_000);
      }
    }
  }

  private static boolean open(List<FileInputStream> files) {
    try {
      files.add(new FileInputStream("/dev/null"));
      return files.size() < 10_000;
    } catch (IOException e) {
      return false;
    }
  }

  private void get(String query) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url + '?' + query)).build();
      byte[] body = client.send(request, BodyHandlers.ofByteArray()).body();
      System.out.println(query + ' ' + Item.state("/item", body) + ' ' + body.length);
    } catch (IOException e) {
      System.out.println(query + ' ' + Show.failure(e));
    }
  }
}
