package dev.larder.it.programs;

import com.microsoft.playwright.APIRequest;
import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.RequestOptions;

/** Fetches over TLS, with and without a look at the certificate. Argument: URL. */
public final class PlaywrightTrust {

  private PlaywrightTrust() {}

  public static void main(String[] arguments) {
    String url = arguments[0];
    try (Playwright playwright = Playwright.create()) {
      APIRequestContext careless =
          playwright
              .request()
              .newContext(new APIRequest.NewContextOptions().setIgnoreHTTPSErrors(true));
      APIRequestContext careful = playwright.request().newContext();
      for (int i = 0; i < 2; i++) {
        PlaywrightCalls.show("careless", careless.get(url));
        PlaywrightCalls.show(
            "careless once", careful.get(url, RequestOptions.create().setIgnoreHTTPSErrors(true)));
        try {
          PlaywrightCalls.show("careful", careful.get(url));
        } catch (PlaywrightException refused) {
          System.out.println("refused");
        }
      }
    }
  }
}
