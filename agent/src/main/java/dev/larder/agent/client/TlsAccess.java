package dev.larder.agent.client;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The few members of the JDK's TLS implementation that tell whom a context trusts, under the names
 * that they have had since JDK 17. Where one of them is missing or out of reach, creating this
 * object fails, and no context is known. Nothing here makes the JDK create its default context.
 */
final class TlsAccess {

  private final Field spi;
  private final Class<?> implementation;
  private final Field trustManager;
  private final Field keyManager;
  private final Class<?> factory;
  private final Field factoryContext;
  private final Class<?> engine;
  private final Field transport;
  private final Field transportContext;
  private final Method defaultParameters;
  private final Class<?> defaultTrust;
  private final Field validator;
  private final Field parameters;
  private final Field trusted;
  private final Class<?> noKeys;
  private final Class<?> keys;
  private final Field credentials;
  private final Method defaultTrusted;

  private TlsAccess() throws ReflectiveOperationException {
    spi = field(SSLContext.class, "contextSpi");
    implementation = named("SSLContextImpl");
    trustManager = field(implementation, "trustManager");
    keyManager = field(implementation, "keyManager");
    factory = named("SSLSocketFactoryImpl");
    factoryContext = field(factory, "context");
    engine = named("SSLEngineImpl");
    transport = field(engine, "conContext");
    transportContext = field(transport.getType(), "sslContext");
    defaultParameters = SSLContextSpi.class.getDeclaredMethod("engineGetDefaultSSLParameters");
    defaultParameters.setAccessible(true);
    defaultTrust = named("X509TrustManagerImpl");
    validator = field(defaultTrust, "validatorType");
    parameters = field(defaultTrust, "pkixParams");
    trusted = field(defaultTrust, "trustedCerts");
    noKeys = named("DummyX509KeyManager");
    keys = named("SunX509KeyManagerImpl");
    credentials = field(keys, "credentialsMap");
    defaultTrusted = named("TrustStoreManager").getDeclaredMethod("getTrustedCerts");
    defaultTrusted.setAccessible(true);
  }

  /** Found with the first request over TLS. */
  private static final class Holder {
    static final @Nullable TlsAccess FOUND = found();

    private static @Nullable TlsAccess found() {
      try {
        return new TlsAccess();
      } catch (ReflectiveOperationException | RuntimeException outOfReach) {
        return null;
      }
    }
  }

  /** The way in, or null where this JDK does not let us look. */
  static @Nullable TlsAccess ifInReach() {
    return Holder.FOUND;
  }

  private static Class<?> named(String name) throws ClassNotFoundException {
    return Class.forName("sun.security.ssl." + name, false, null);
  }

  private static Field field(Class<?> owner, String name) throws NoSuchFieldException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  /** The JDK's implementation of a context, or null if it is another one's. */
  @Nullable Object implementation(SSLContext context) throws IllegalAccessException {
    Object of = context.getClass() == SSLContext.class ? spi.get(context) : null;
    return implementation.isInstance(of) ? of : null;
  }

  /** The JDK's implementation of the context of a factory, or null if it is another one's. */
  @Nullable Object implementation(SSLSocketFactory of) throws IllegalAccessException {
    Object context = of.getClass() == factory ? factoryContext.get(of) : null;
    return implementation.isInstance(context) ? context : null;
  }

  /** The JDK's implementation of the context of an engine, or null if it is another one's. */
  @Nullable Object implementation(SSLEngine of) throws IllegalAccessException {
    Object context = of.getClass() == engine ? transportContext.get(transport.get(of)) : null;
    return implementation.isInstance(context) ? context : null;
  }

  /**
   * The parameters of new sockets.
   *
   * @throws IllegalStateException if they can't be told
   */
  SSLParameters defaultParameters(Object implementation) {
    try {
      return (SSLParameters) Objects.requireNonNull(defaultParameters.invoke(implementation));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Null before the context was initialised. */
  @Nullable Object trustManager(Object implementation) throws IllegalAccessException {
    return trustManager.get(implementation);
  }

  /** Null before the context was initialised. */
  @Nullable Object keyManager(Object implementation) throws IllegalAccessException {
    return keyManager.get(implementation);
  }

  /**
   * Whether a trust manager checks as the JDK's does by default, against the certificates that the
   * process trusts by default now.
   */
  boolean isDefaultTrust(@Nullable Object manager)
      throws IllegalAccessException, InvocationTargetException {
    if (manager == null
        || manager.getClass() != defaultTrust
        || !"PKIX".equals(validator.get(manager))
        || parameters.get(manager) != null) {
      return false;
    }
    Collection<?> own = (Collection<?>) trusted.get(manager);
    Collection<?> defaults = (Collection<?>) defaultTrusted.invoke(null);
    return own == defaults || (own.size() == defaults.size() && defaults.containsAll(own));
  }

  /** Whether a key manager has nothing that it could show to a server. */
  boolean hasNoKeys(@Nullable Object manager) throws IllegalAccessException {
    return manager != null
        && (manager.getClass() == noKeys
            || (manager.getClass() == keys && ((Map<?, ?>) credentials.get(manager)).isEmpty()));
  }
}
