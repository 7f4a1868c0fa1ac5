package io.gatehouse.postgres.internal;

import io.gatehouse.core.Identifier;
import java.security.cert.CertificateException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The server's certificate is genuine, but another's. */
public final class WrongNameException extends CertificateException {
    private static final long serialVersionUID = 1L;

    WrongNameException(Identifier wanted, Set<Identifier> found) {
        super("the server's certificate does not name " + wanted.text() + "; it names "
                + (found.isEmpty()
                        ? "nothing in its subjectAltName (the common name does not count)"
                        : found.stream()
                                .map(Identifier::text)
                                .collect(Collectors.toCollection(TreeSet::new))
                                .toString()));
    }
}
