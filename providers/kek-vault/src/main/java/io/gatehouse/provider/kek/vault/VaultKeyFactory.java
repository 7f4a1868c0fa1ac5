package io.gatehouse.provider.kek.vault;

import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateBundleException;
import io.gatehouse.core.pki.TrustedAuthorities;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyException;
import io.gatehouse.crypto.KeyEncryptionKeyFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens {@code vault:https://host:8200/transit/keys/NAME}, whose path is that of the key in Vault's or OpenBao's API without
 * {@code /v1}; with the setting {@code token} or {@code token-file}, and {@code namespace} and {@code ca-file} where there is
 * one.
 */
public final class VaultKeyFactory implements KeyEncryptionKeyFactory {
    private static final Logger LOG = LoggerFactory.getLogger(VaultKeyFactory.class);

    private static final Setting<Secret> TOKEN = Setting.token("token", "a token that may use the key");
    private static final Setting<Path> TOKEN_FILE =
            Setting.path("token-file", "the file into which Vault Agent writes such a token");
    private static final Setting<Path> CA_FILE =
            Setting.path("ca-file", "the certificates, in PEM, of the CA that the server's leads to");
    private static final Setting<String> NAMESPACE = Setting.text("namespace", "the namespace of the Transit engine");
    private static final Setting<Boolean> PLAIN_HTTP =
            Setting.flag("insecure-plain-http", "true to allow a URI without TLS");
    private static final Pattern PATH = Pattern.compile("((?:/[A-Za-z0-9_-]+)+)/keys/([A-Za-z0-9_.-]+)");

    private final Duration timeLimit;

    /** Used by the service loader. Transit answers within milliseconds; a caller of encrypt must not wait for a dead one. */
    public VaultKeyFactory() {
        this(Duration.ofSeconds(5));
    }

    VaultKeyFactory(Duration timeLimit) {
        this.timeLimit = timeLimit;
    }

    @Override
    public String scheme() {
        return "vault";
    }

    @Override
    public List<Setting<?>> settings(URI uri) {
        return List.of(TOKEN, TOKEN_FILE, CA_FILE, NAMESPACE, PLAIN_HTTP);
    }

    @Override
    public KeyEncryptionKey open(URI uri, Settings settings) {
        URI server = server(uri);
        Matcher path = PATH.matcher(server.getRawPath() == null ? "" : server.getRawPath());
        boolean plain = "http".equals(server.getScheme());
        boolean odd = server.getHost() == null
                || server.getRawUserInfo() != null
                || server.getRawQuery() != null
                || uri.getRawFragment() != null;
        if (odd || !path.matches() || !(plain || "https".equals(server.getScheme()))) {
            throw refused();
        }
        if (plain) {
            if (!settings.get(PLAIN_HTTP)) {
                throw settings.invalid(PLAIN_HTTP, "is not true, and the URI is one of http; write https");
            }
            if (settings.find(CA_FILE).isPresent()) {
                throw settings.invalid(CA_FILE, "is for https, and the URI is one of http; leave one of them out");
            }
            LOG.warn("Vault at {} is called without TLS: whoever is on the way reads the data keys", server.getHost());
        }
        TransitClient client = new TransitClient(
                URI.create(server.getScheme() + "://" + server.getRawAuthority() + "/v1" + path.group(1) + "/"),
                "vault:" + server,
                token(settings),
                settings.find(NAMESPACE),
                settings.find(CA_FILE).map(VaultKeyFactory::trusting),
                timeLimit);
        return new VaultKey("vault:" + server, path.group(2), client);
    }

    private static SSLContext trusting(Path caFile) {
        try {
            return TrustedAuthorities.in(caFile);
        } catch (CertificateBundleException e) {
            throw new KeyEncryptionKeyException("ca-file " + e.getMessage(), e);
        }
    }

    private static VaultToken token(Settings settings) {
        Optional<Secret> token = settings.find(TOKEN);
        Optional<Path> file = settings.find(TOKEN_FILE);
        if (token.isPresent() == file.isPresent()) {
            throw settings.invalid(
                    TOKEN,
                    token.isPresent()
                            ? "contradicts token-file; leave one of them out"
                            : "is missing; give it, or name the token-file that Vault Agent writes");
        }
        // What the user gave may be closed as soon as the key is open.
        return token.map(given -> VaultToken.of(given.withBytes(Secret::ofBytes)))
                .orElseGet(() -> VaultToken.inFile(file.orElseThrow()));
    }

    private static URI server(URI uri) {
        try {
            return new URI(uri.getRawSchemeSpecificPart());
        } catch (URISyntaxException e) {
            throw refused();
        }
    }

    /** The URI is not quoted: somebody may have put a token into it. */
    private static KeyEncryptionKeyException refused() {
        return new KeyEncryptionKeyException("The URI of the key is not of the form"
                + " vault:https://host:8200/transit/keys/NAME (mount and name; no user, query or fragment)");
    }
}
