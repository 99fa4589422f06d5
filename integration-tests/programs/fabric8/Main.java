import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;

/** Reads the config maps of a cluster with fabric8's client. Arguments: origins. */
public final class Main {

  private Main() {}

  public static void main(String[] origins) {
    for (String origin : origins) {
      Config config =
          new ConfigBuilder(Config.empty())
              .withMasterUrl(origin)
              .withNamespace("shop")
              .withOauthToken("eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl")
              .build();
      try (KubernetesClient cluster =
          new KubernetesClientBuilder()
              .withConfig(config)
              .withHttpClientFactory(new JdkHttpClientFactory())
              .build()) {
        System.out.println(cluster.getKubernetesVersion().getGitVersion());
        for (ConfigMap map : cluster.configMaps().list().getItems()) {
          System.out.println(
              cluster.configMaps().withName(map.getMetadata().getName()).get().getData());
        }
        System.out.println(cluster.configMaps().withName("missing").get());
      }
    }
  }
}
