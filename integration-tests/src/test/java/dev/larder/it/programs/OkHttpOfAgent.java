package dev.larder.it.programs;

/**
 * Asks twice for a URL with an OkHttp that lies in a class loader as agents have, whose class is in
 * the bootstrap loader, as this one must be. Arguments: the URL, the jars of OkHttp.
 */
public final class OkHttpOfAgent {

  private final OwnLoader loader = new OwnLoader(ClassLoader.getPlatformClassLoader());

  private OkHttpOfAgent() {}

  public static void main(String[] arguments) throws Exception {
    OkHttpOfAgent own = new OkHttpOfAgent();
    for (int i = 1; i < arguments.length; i++) {
      own.loader.appendToClassPathForInstrumentation(arguments[i]);
    }
    Object client = own.made("okhttp3.OkHttpClient");
    for (int i = 0; i < 2; i++) {
      Object request = own.made("okhttp3.Request$Builder");
      request.getClass().getMethod("url", String.class).invoke(request, arguments[0]);
      request = request.getClass().getMethod("build").invoke(request);
      Object call =
          client.getClass().getMethod("newCall", request.getClass()).invoke(client, request);
      Object response = own.type("okhttp3.Call").getMethod("execute").invoke(call);
      Object body = response.getClass().getMethod("body").invoke(response);
      System.out.println(own.type("okhttp3.ResponseBody").getMethod("string").invoke(body));
    }
  }

  private Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(name, true, loader);
  }

  private Object made(String name) throws ReflectiveOperationException {
    return type(name).getConstructor().newInstance();
  }
}
