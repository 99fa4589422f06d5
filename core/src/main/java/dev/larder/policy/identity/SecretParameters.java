package dev.larder.policy.identity;

import dev.larder.http.FieldNames;
import java.util.regex.Pattern;

/**
 * Parameters of queries and paths that are secret. By name: services call keys, tokens, passwords,
 * signatures and sessions by so many names that not these are listed but what is in them, without
 * regard to case, dashes and underscores. Or by value: long, and mixed as only chance mixes.
 */
final class SecretParameters {

  /** A parameter is secret if its name contains one of these. */
  private static final String[] PARTS =
      ("accesskey apikey assertion bearer captcha cookie credential csrf hmac jwt keypair"
              + " nonce oauth otac passcode passphrase passw privatekey pswd pwd saml secret sessid"
              + " session signature ticket token verifier xsrf")
          .split(" ");

  /** A parameter is secret if its name ends with one of these. */
  private static final String[] ENDS = {"auth", "key", "pass", "sid", "sig"};

  /** A parameter is secret if this is its name. */
  private static final FieldNames NAMES =
      FieldNames.of(
          ("accesscode activationcode appid authcode authz authorization authorizationcode code"
                  + " confirmationcode cred creds devicecode hdnea hdntl hdnts invitecode"
                  + " logincode otp pin pincode policy psw resetcode sas securitycode sign signed"
                  + " sso tok totp usercode verificationcode")
              .split(" "));

  /** Parameters whose values are versions and digests of contents, and therefore no secrets. */
  private static final FieldNames VERSIONS =
      FieldNames.of(
          ("build buildid bust cachebust cachebuster checksum commit digest dpl etag hash"
                  + " integrity md5 release rev revision sha sha1 sha256 v ver vers version")
              .split(" "));

  private static final int SHORTEST_SECRET = 20;

  /** Between letters and digits; words and numbers have fewer changes. */
  private static final int FEWEST_CHANGES = 4;

  private static final int LONGEST_STRETCH = 8;

  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");

  private SecretParameters() {}

  /** Whether the value of a parameter of this name is secret whatever it is. */
  static boolean isName(String name) {
    String plain = plain(name);
    if (NAMES.contains(plain)) {
      return true;
    }
    for (String end : ENDS) {
      if (plain.endsWith(end)) {
        return true;
      }
    }
    for (String part : PARTS) {
      if (plain.contains(part)) {
        return true;
      }
    }
    return false;
  }

  /** Letters in lower case and digits. */
  private static String plain(String name) {
    StringBuilder plain = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (isDigit(c) || (c >= 'a' && c <= 'z')) {
        plain.append(c);
      } else if (c >= 'A' && c <= 'Z') {
        plain.append((char) (c + ('a' - 'A')));
      }
    }
    return plain.toString();
  }

  /** Whether a value looks like a secret, under a name that says nothing. */
  static boolean isValue(String name, String value) {
    if (value.startsWith("eyJ")) {
      return true; // how a JSON Web Token begins (RFC 7519)
    }
    if (value.length() < SHORTEST_SECRET || UUID.matcher(value).matches()) {
      return false;
    }
    String plain = plain(name);
    boolean version =
        VERSIONS.contains(plain) || (plain.equals("id") && HEX.matcher(value).matches());
    return !version && isMixed(value);
  }

  private static boolean isMixed(String value) {
    int changes = 0;
    char before = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      char kind = isDigit(c) ? '0' : isLetter(c) ? 'a' : '-';
      if (kind == '-' && "-_.~+/=:".indexOf(c) < 0) {
        return false; // a text
      }
      changes += before != 0 && before != '-' && kind != '-' && kind != before ? 1 : 0;
      before = kind;
    }
    return changes >= FEWEST_CHANGES && value.length() <= LONGEST_STRETCH * changes;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
