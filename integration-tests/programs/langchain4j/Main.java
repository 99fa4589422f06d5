import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;

/** Asks a model with LangChain4j. Arguments: origins. */
public final class Main {

  private Main() {}

  public static void main(String[] origins) {
    for (String origin : origins) {
      ChatModel model = model(origin, "a-model");
      for (int id = 1; id <= 20; id++) {
        System.out.println(model.chat("What is article " + id + "?"));
      }
      try {
        System.out.println(model(origin, "no-model").chat("What is article 1?"));
      } catch (LangChain4jException e) {
        System.out.println(e);
      }
    }
  }

  private static ChatModel model(String origin, String name) {
    return OpenAiChatModel.builder()
        .httpClientBuilder(new JdkHttpClientBuilder())
        .baseUrl(origin + "/v1")
        .apiKey("sk-of-nobody")
        .modelName(name)
        .temperature(0.0)
        .maxRetries(0)
        .build();
  }
}
