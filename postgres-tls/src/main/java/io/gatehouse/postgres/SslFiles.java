package io.gatehouse.postgres;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The certificate and key files of a {@link Dsn} as URL parameters, and a refusal or a note for what is in memory. */
record SslFiles(Map<String, String> parameters) {
    static SslFiles of(Dsn dsn, boolean withSecrets, List<Conversion.Change> changes) {
        Map<String, String> all = new LinkedHashMap<>();
        if (dsn.trustAnchors().orElse(null) instanceof TrustAnchors.InFile file) {
            all.put("sslrootcert", fileName(file.file()));
        } else if (dsn.trustAnchors().orElse(null) instanceof TrustAnchors.InMemory) {
            throw new DsnException("the trust anchors are in memory, and a URL without them would trust whatever"
                    + " file the driver finds: write them to a PEM file and name that");
        }
        if (dsn.clientIdentity().orElse(null) instanceof ClientIdentity.InFiles files) {
            all.put("sslcert", fileName(files.certificate()));
            all.put("sslkey", fileName(files.key()));
            if (withSecrets) {
                files.passphrase().ifPresent(p -> all.put("sslpassword", p.exposeText()));
            }
        } else if (dsn.clientIdentity().isPresent()) {
            changes.add(new Conversion.Change(
                    "sslcert", Conversion.Kind.LOST, "the client certificate is in memory, which a URL cannot name"));
        }
        return new SslFiles(all);
    }

    /** A file named like libpq's keyword would turn into the keyword. */
    private static String fileName(Path file) {
        String name = file.toString();
        return name.equals("system") ? "./system" : name;
    }
}
