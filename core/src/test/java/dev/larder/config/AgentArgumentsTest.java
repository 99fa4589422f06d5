package dev.larder.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgentArgumentsTest {

  private static List<String> read(@Nullable String text) {
    List<String> seen = new ArrayList<>();
    AgentArguments.read(
        text,
        new AgentArguments.Sink() {
          @Override
          public void argument(String name, String value) {
            seen.add(name + ":" + value);
          }

          @Override
          public void problem(String sentence) {
            seen.add("problem " + sentence);
          }
        });
    return seen;
  }

  @Test
  void commasSeparate() {
    assertEquals(List.of("dir:/c", "max-age:24h"), read("dir=/c,max-age=24h"));
    assertEquals(List.of("dir:/c", "report:"), read(" dir = /c , report ,, "));
    assertEquals(List.of(), read(null));
    assertEquals(List.of(), read(" "));
    assertEquals(List.of("a:b=c"), read("a=b=c"));
  }

  @Test
  void aValueMayHoldCommas() {
    assertEquals(List.of("dir:/a,b", "c:d"), read("dir=/a\\,b,c=d"));
    assertEquals(List.of("dir:/a,b", "c:d"), read("dir=\"/a,b\",c=d"));
    assertEquals(List.of("dir:/a\"b"), read("dir=\"/a\\\"b\""));
    assertEquals(List.of("dir:", "c:d"), read("dir=\"\",c=d"));
  }

  @Test
  void otherBackslashesStand() {
    assertEquals(
        List.of("dir:C:\\cache", "x:\\\\server\\y"), read("dir=C:\\cache,x=\\\\server\\y"));
    assertEquals(List.of("dir:C:\\cache\\"), read("dir=C:\\cache\\"));
  }

  @Test
  void aQuoteThatIsNotClosedIsAProblem() {
    String problem =
        "problem The agent argument dir has an opening quote that is not followed by a closing one"
            + " and a comma or the end, so it and what follows it are ignored.";
    assertEquals(List.of("a:b", problem), read("a=b,dir=\"/c,d=e"));
    assertEquals(List.of(problem), read("dir=\""));
    assertEquals(List.of(problem), read("dir=\"/c\"d,e=f"));
  }

  @Test
  void aValueWithoutANameIsAProblem() {
    assertEquals(
        List.of("problem The agent argument =x has no name, so it is ignored.", "a:b"),
        read("=x,a=b"));
  }
}
