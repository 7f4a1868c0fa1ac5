package io.gatehouse.postgres;

import io.gatehouse.core.Secret;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code ssl…} parameters that both URL forms share, gathered first since they depend on each other. */
final class SslParameters {
    static final Set<String> NAMES = Set.of("sslmode", "sslrootcert", "sslcert", "sslkey", "sslpassword");

    private @Nullable String mode;
    private String root = "";
    private String certificate = "";
    private String key = "";
    private String passphrase = "";

    /** The last of two wins, as in both drivers. */
    void put(String name, String value) {
        switch (name) {
            case "sslmode" -> mode = value;
            case "sslrootcert" -> root = value;
            case "sslcert" -> certificate = value;
            case "sslkey" -> key = value;
            case "sslpassword" -> passphrase = value;
            default -> throw new IllegalArgumentException("not one of " + NAMES + ": " + name);
        }
    }

    /** Writes what was gathered into the draft; without an {@code sslmode} both drivers prefer TLS and verify nothing. */
    void applyTo(DsnDraft draft) {
        draft.trustAnchors = trustAnchors(draft, root);
        String given = mode;
        if (given != null) {
            draft.sslMode = SslMode.parse(given).orElse(null);
            if (draft.sslMode == null) {
                draft.problem(
                        "sslmode",
                        (given.matches("[a-zA-Z_-]{1,20}") ? "is " + given + "; it must be" : "must be")
                                + " disable, allow, prefer, require, verify-ca or verify-full");
            }
        } else {
            draft.sslMode = root.equals("system") ? SslMode.VERIFY_FULL : SslMode.PREFER;
        }
        applyClientFiles(draft);
    }

    private static @Nullable TrustAnchors trustAnchors(DsnDraft draft, String root) {
        if (root.isEmpty()) {
            return null;
        }
        if (root.equals("system")) {
            return new TrustAnchors.OfSystem();
        }
        Path file = path(draft, "sslrootcert", root);
        return file == null ? null : new TrustAnchors.InFile(file);
    }

    private void applyClientFiles(DsnDraft draft) {
        if (certificate.isEmpty() && key.isEmpty()) {
            if (!passphrase.isEmpty()) {
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
            Optional<Secret> phrase = passphrase.isEmpty() ? Optional.empty() : Optional.of(Secret.ofText(passphrase));
            draft.clientIdentity = new ClientIdentity.InFiles(certificateFile, keyFile, phrase);
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
