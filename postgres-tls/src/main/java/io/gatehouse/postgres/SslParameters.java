package io.gatehouse.postgres;

import io.gatehouse.core.Secret;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code ssl…} parameters that both URL forms share, gathered first since they depend on each other. */
final class SslParameters {
    static final Set<String> NAMES = Set.of("sslmode", "sslrootcert", "sslcert", "sslkey", "sslpassword");

    private final Map<String, String> seen = new LinkedHashMap<>();

    /** The last of two wins, as in both drivers. */
    void put(String name, String value) {
        seen.put(name, value);
    }

    /** Writes what was gathered into the draft; without an {@code sslmode} both drivers prefer TLS and verify nothing. */
    void applyTo(DsnDraft draft) {
        String root = seen.get("sslrootcert");
        String mode = seen.get("sslmode");
        draft.trustAnchors = trustAnchors(draft, root);
        if (mode != null) {
            draft.sslMode = SslMode.parse(mode).orElse(null);
            if (draft.sslMode == null) {
                draft.problem(
                        "sslmode",
                        (mode.matches("[a-zA-Z_-]{1,20}") ? "is " + mode + "; it must be" : "must be")
                                + " disable, allow, prefer, require, verify-ca or verify-full");
            }
        } else {
            draft.sslMode = "system".equals(root) ? SslMode.VERIFY_FULL : SslMode.PREFER;
        }
        applyClientFiles(draft);
    }

    private static @Nullable TrustAnchors trustAnchors(DsnDraft draft, @Nullable String root) {
        if (root == null || root.isEmpty()) {
            return null;
        }
        if (root.equals("system")) {
            return new TrustAnchors.OfSystem();
        }
        Path file = path(draft, "sslrootcert", root);
        return file == null ? null : new TrustAnchors.InFile(file);
    }

    private void applyClientFiles(DsnDraft draft) {
        String certificate = seen.getOrDefault("sslcert", "");
        String key = seen.getOrDefault("sslkey", "");
        Optional<Secret> passphrase = Optional.ofNullable(seen.get("sslpassword"))
                .filter(p -> !p.isEmpty())
                .map(Secret::ofText);
        if (certificate.isEmpty() && key.isEmpty()) {
            if (passphrase.isPresent()) {
                draft.problem("sslpassword", "given without sslkey");
            }
            return;
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            draft.problem(
                    certificate.isEmpty() ? "sslcert" : "sslkey",
                    "missing: name certificate and key both (read PKCS#12 with CertificateBundle.readPkcs12)");
            return;
        }
        Path certificateFile = path(draft, "sslcert", certificate);
        Path keyFile = path(draft, "sslkey", key);
        if (certificateFile != null && keyFile != null) {
            draft.clientIdentity = new ClientIdentity.InFiles(certificateFile, keyFile, passphrase);
        }
    }

    private static @Nullable Path path(DsnDraft draft, String field, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            draft.problem(field, "is no file name");
            return null;
        }
    }
}
