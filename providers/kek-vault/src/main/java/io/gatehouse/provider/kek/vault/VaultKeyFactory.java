package io.gatehouse.provider.kek.vault;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyException;
import io.gatehouse.crypto.KeyEncryptionKeyFactory;
import io.gatehouse.crypto.KeySetting;
import io.gatehouse.crypto.KeySettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens {@code vault:https://host:8200/transit/keys/NAME}, whose path is that of the key in Vault's or OpenBao's API without
 * {@code /v1}; with the setting {@code token} or {@code token-file}, and {@code namespace} and {@code ca-file} where there is
 * one.
 */
public final class VaultKeyFactory implements KeyEncryptionKeyFactory {
    private static final Logger LOG = LoggerFactory.getLogger(VaultKeyFactory.class);

    private static final String TOKEN = "token";
    private static final String TOKEN_FILE = "token-file";
    private static final String CA_FILE = "ca-file";
    private static final String NAMESPACE = "namespace";
    private static final String PLAIN_HTTP = "insecure-plain-http";
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
    public List<KeySetting> settings(URI uri) {
        return List.of(
                KeySetting.optional(TOKEN, "a token that may use the key"),
                KeySetting.optional(TOKEN_FILE, "the file into which Vault Agent writes such a token"),
                KeySetting.optional(CA_FILE, "the certificates, in PEM, of the CA that the server's leads to"),
                KeySetting.optional(NAMESPACE, "the namespace of the Transit engine"),
                KeySetting.optional(PLAIN_HTTP, "true to allow a URI without TLS"));
    }

    @Override
    public KeyEncryptionKey open(URI uri, KeySettings settings) {
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
            if (!settings.flag(PLAIN_HTTP)) {
                throw settings.invalid(PLAIN_HTTP, "is not true, and the URI is one of http; write https");
            }
            if (settings.optional(CA_FILE).isPresent()) {
                throw settings.invalid(CA_FILE, "is for https, and the URI is one of http; leave one of them out");
            }
            LOG.warn("Vault at {} is called without TLS: whoever is on the way reads the data keys", server.getHost());
        }
        TransitClient client = new TransitClient(
                URI.create(server.getScheme() + "://" + server.getRawAuthority() + "/v1" + path.group(1) + "/"),
                "vault:" + server,
                token(settings),
                settings.optional(NAMESPACE),
                settings.optional(CA_FILE).map(file -> TrustedAuthorities.of(path(CA_FILE, file, settings))),
                timeLimit);
        return new VaultKey("vault:" + server, path.group(2), client);
    }

    private static VaultToken token(KeySettings settings) {
        Optional<String> token = settings.optional(TOKEN);
        Optional<String> file = settings.optional(TOKEN_FILE);
        if (token.isPresent() == file.isPresent()) {
            throw settings.invalid(
                    TOKEN,
                    token.isPresent()
                            ? "contradicts " + TOKEN_FILE + "; leave one of them out"
                            : "is missing; give it, or name the " + TOKEN_FILE + " that Vault Agent writes");
        }
        return token.map(text -> VaultToken.of(Secret.ofText(text)))
                .orElseGet(() -> VaultToken.inFile(path(TOKEN_FILE, file.orElseThrow(), settings)));
    }

    /** Named from the root: where a process happens to run decides nothing. */
    private static Path path(String setting, String text, KeySettings settings) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Told below.
        }
        throw settings.invalid(setting, "is \"" + text + "\"; write a path from the root");
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
