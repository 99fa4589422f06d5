package dev.larder.agent.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class HtmlTest {
  private static final String START = "<!DOCTYPE html>\n";

  private final Html html = new Html();

  @Test
  void whatHasAMeaningInMarkupIsEscaped() {
    html.element("p", "<b> & 'c' \"d\"", "title", "\"><script>alert('1')</script>");
    assertEquals(
        START
            + "<p title=\"&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;\">"
            + "&lt;b&gt; &amp; &#39;c&#39; &quot;d&quot;</p>\n",
        html.toString());
  }

  @Test
  void whatCannotBeSeenIsReplaced() {
    html.element("code", "a\u202eb\u0000c\nd\u200be");
    assertEquals(START + "<code>a\ufffdb\ufffdc\ufffdd\ufffde</code>", html.toString());
  }

  @Test
  void anElementThatWasNotEndedIsAMistake() {
    html.open("ul").open("li").close();
    assertThrows(IllegalStateException.class, html::toString);
  }
}
