package io.gatehouse.postgres.internal;

import java.util.Properties;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSession;

/**
 * What pgjdbc makes from the class name in {@code sslhostnameverifier}, and asks between the handshake and the login. The
 * name was checked in the handshake; here the {@link ConnectionAttempt} looks at what only the whole handshake tells.
 */
public final class AttemptVerifier implements HostnameVerifier {
    private final ConnectionAttempt attempt;

    /**
     * Called by pgjdbc.
     *
     * @param properties of the connection; {@code sslfactoryarg} is the attempt's handle
     */
    public AttemptVerifier(Properties properties) {
        this.attempt = ConnectionAttempt.byHandle(properties.getProperty("sslfactoryarg"));
    }

    @Override
    public boolean verify(String host, SSLSession session) {
        return attempt.accepts(session);
    }
}
