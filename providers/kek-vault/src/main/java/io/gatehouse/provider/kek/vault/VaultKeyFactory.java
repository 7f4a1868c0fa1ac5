package io.gatehouse.provider.kek.vault;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyException;
import io.gatehouse.crypto.KeyEncryptionKeyFactory;
import io.gatehouse.crypto.KeySetting;
import io.gatehouse.crypto.KeySettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens {@code vault:https://host:8200/transit/keys/NAME}, whose path is that of the key in Vault's or OpenBao's API without
 * {@code /v1}; with the setting {@code token}, and {@code namespace} where there is one.
 */
public final class VaultKeyFactory implements KeyEncryptionKeyFactory {
    private static final Logger LOG = LoggerFactory.getLogger(VaultKeyFactory.class);

    private static final String TOKEN = "token";
    private static final String NAMESPACE = "namespace";
    private static final String PLAIN_HTTP = "insecure-plain-http";
    private static final Pattern PATH = Pattern.compile("((?:/[A-Za-z0-9_-]+)+)/keys/([A-Za-z0-9_.-]+)");

    /** Used by the service loader. */
    public VaultKeyFactory() {}

    @Override
    public String scheme() {
        return "vault";
    }

    @Override
    public List<KeySetting> settings(URI uri) {
        return List.of(
                KeySetting.required(TOKEN, "a token that may use the key"),
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
            LOG.warn("Vault at {} is called without TLS: whoever is on the way reads the data keys", server.getHost());
        }
        TransitClient client = new TransitClient(
                URI.create(server.getScheme() + "://" + server.getRawAuthority() + "/v1" + path.group(1) + "/"),
                "vault:" + server,
                Secret.ofText(settings.required(TOKEN)),
                settings.optional(NAMESPACE));
        return new VaultKey("vault:" + server, path.group(2), client);
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
