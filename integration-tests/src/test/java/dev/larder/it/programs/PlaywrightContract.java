package dev.larder.it.programs;

import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.HttpHeader;
import com.microsoft.playwright.options.RequestOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The contract with the fetch calls of Playwright, which give bodies as a whole. */
public final class PlaywrightContract extends ContractProgram {

  private final Playwright playwright = Playwright.create();
  private final APIRequestContext context = playwright.request().newContext();

  private PlaywrightContract(URI origin) {
    super(origin);
  }

  public static void main(String[] arguments) throws Exception {
    try (PlaywrightContract contract = new PlaywrightContract(URI.create(arguments[0]))) {
      contract.run(arguments);
    }
  }

  private APIResponse fetch(Call call) {
    RequestOptions options = RequestOptions.create().setMethod(call.method());
    for (int i = 0; i < call.fields().size(); i += 2) {
      options.setHeader(call.fields().get(i), call.fields().get(i + 1));
    }
    if (call.body() != null) {
      options.setData(call.body());
    }
    if (!call.redirects()) {
      options.setMaxRedirects(0);
    }
    if (call.timeoutMillis() > 0) {
      options.setTimeout(call.timeoutMillis());
    }
    return context.fetch(call.uri().toString(), options);
  }

  @Override
  protected Answer send(Call call) {
    APIResponse response = fetch(call);
    Map<String, List<String>> fields = new TreeMap<>();
    for (HttpHeader field : response.headersArray()) {
      fields.computeIfAbsent(field.name, name -> new ArrayList<>()).add(field.value);
    }
    return new Answer(
        response.status(),
        URI.create(response.url()),
        fields,
        response.body(),
        response.statusText() + ' ' + response.ok());
  }

  @Override
  protected void abandon(Call call) {
    fetch(call).dispose();
  }

  /** Each with a driver of its own. */
  @Override
  protected int threads() {
    return 3;
  }

  @Override
  protected ContractProgram forThread() {
    return new PlaywrightContract(origin);
  }

  @Override
  public void close() {
    playwright.close();
  }
}
