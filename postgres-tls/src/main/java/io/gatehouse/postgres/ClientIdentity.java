package io.gatehouse.postgres;

import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateBundle;
import java.nio.file.Path;
import java.util.Optional;

/** The certificate and key with which a client answers a server that asks for them. */
public sealed interface ClientIdentity {
    /**
     * In memory; no URL can carry it.
     *
     * @param bundle chain and key
     */
    record InMemory(CertificateBundle bundle) implements ClientIdentity {}

    /**
     * In files, read at each connection, so that replaced files take effect. The key may have every format that
     * {@link io.gatehouse.core.pki.PrivateKeys} reads; libpq and pgjdbc each read fewer.
     *
     * @param certificate libpq's {@code sslcert}
     * @param key libpq's {@code sslkey}
     * @param passphrase libpq's {@code sslpassword}
     */
    record InFiles(Path certificate, Path key, Optional<Secret> passphrase) implements ClientIdentity {}
}
