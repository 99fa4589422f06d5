package dev.larder.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.ParameterException;

/** A list of URLs: one a line; empty lines and those that begin with {@code #} are skipped. */
final class UrlList {

  private UrlList() {}

  /**
   * The URLs of a file, each once.
   *
   * @param file its name, or {@code -} for standard input
   * @throws ParameterException if there is no such file, or a line is no URL
   */
  static List<URI> read(String file, CacheOptions options) throws IOException {
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file));
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8.newDecoder()))) {
      Set<URI> urls = new LinkedHashSet<>();
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String text = line.strip();
        if (!text.isEmpty() && !text.startsWith("#")) {
          urls.add(url(text, (file.equals("-") ? "standard input" : file) + ':' + number, options));
        }
      }
      return List.copyOf(urls);
    } catch (NoSuchFileException e) {
      throw new ParameterException(options.line(), "There is no file " + file + '.', e);
    } catch (CharacterCodingException e) {
      throw new ParameterException(options.line(), file + " is no text in UTF-8.", e);
    }
  }

  private static URI url(String text, String place, CacheOptions options) {
    try {
      return options.uri(text);
    } catch (ParameterException e) {
      throw new ParameterException(options.line(), place + ": " + e.getMessage(), e);
    }
  }
}
