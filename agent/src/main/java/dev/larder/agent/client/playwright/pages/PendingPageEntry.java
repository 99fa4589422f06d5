package dev.larder.agent.client.playwright.pages;

import dev.larder.agent.client.BodyTee;
import dev.larder.agent.client.ClientExchange;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response of a page that is to be stored, while its parts come: the head, the body, and what the
 * browser reports of the request and the protocol. The body comes before these reports or after
 * them.
 */
final class PendingPageEntry {

  private @Nullable ResponseHead head;
  private @Nullable BodyTee tee;
  private byte[] body = {};
  private boolean whole;
  private boolean taken;
  private @Nullable Headers sent;
  private int sentCount;
  private int answerCount;
  private @Nullable String answerStatus;
  private List<String> cookies = List.of();
  private boolean received;
  private boolean isSentTold;
  private @Nullable String protocol;

  /** The head has come. */
  synchronized void head(ResponseHead of) {
    head = of;
  }

  /** The body is to go there. */
  synchronized void storeTo(BodyTee to) {
    tee = to;
  }

  /** The body has come. */
  synchronized void takeBody(byte[] decoded) {
    body = decoded;
    whole = true;
  }

  synchronized byte[] body() {
    return body;
  }

  /** The browser has sent a request with these fields. */
  synchronized void sent(Json fields) {
    sentCount++;
    sent = Headers.of(fields.fields().toArray(new String[0]));
  }

  /**
   * The network has answered the browser.
   *
   * @param told what {@code Network.responseReceivedExtraInfo} tells; its fields are as they came,
   *     several values of a field one a line
   */
  synchronized void answered(Json told) {
    answerCount++;
    answerStatus = told.text("statusCode");
    cookies = BrowserRequest.cookies(told.object("headers"));
  }

  /** Whether the network has answered, as far as the browser has told. */
  synchronized boolean isAnswered() {
    return answerCount > 0;
  }

  /**
   * The values of Set-Cookie in a response, which do not show where it stops.
   *
   * @return null if the browser has not told them yet, or tells them of another response
   */
  synchronized @Nullable List<String> cookies(int status) {
    return answerCount == 1 && String.valueOf(status).equals(answerStatus) ? cookies : null;
  }

  /**
   * The browser has had a response.
   *
   * @param sentTold whether it tells, or has told, what it has sent
   */
  synchronized void received(@Nullable String over, boolean sentTold) {
    received = true;
    protocol = over;
    isSentTold = sentTold;
  }

  /** The head, once and as soon as everything has come, or null. */
  synchronized @Nullable ResponseHead takeComplete() {
    boolean first = isComplete() && !taken;
    taken |= first;
    return first ? head : null;
  }

  /**
   * What was sent and answered may be told last; of what the browser had itself, nothing is told.
   */
  synchronized boolean isComplete() {
    ResponseHead of = head;
    boolean known = of != null && (received || !BrowserRequest.mayEndAnywhere(of));
    boolean told = (sent != null && isAnswered()) || (received && !isSentTold);
    return whole && known && told;
  }

  /** Where the body was to go, once, or null. */
  synchronized @Nullable BodyTee takeTee() {
    BodyTee to = tee;
    tee = null;
    return to;
  }

  /**
   * Whether the browser has sent one request that shows what it was thought to show, and has had
   * one answer.
   */
  synchronized boolean isOf(ClientExchange exchange, RequestHead expected, Headers added) {
    Headers fields = sent;
    ResponseHead of = head;
    return fields != null
        && of != null
        && sentCount == 1
        && answerCount == 1
        && (!BrowserRequest.mayEndAnywhere(of) || BrowserRequest.isFramed(protocol))
        && exchange.isOf(new RequestHead("GET", expected.uri(), fields, false))
        && BrowserRequest.selectsAlike(expected, fields, added, of);
  }
}
