package io.gatehouse.acme;

import io.gatehouse.core.pki.CertificateBundle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A certificate on its way to those who serve it. Immutable.
 *
 * @param name what the store calls it
 * @param certificate the certificate, with its key unless that is elsewhere
 * @param folder where the store keeps its files, {@code fullchain.pem} and {@code privkey.pem} among them, under a path
 *     that stays the same from version to version; empty for a store without files
 */
public record Deployment(String name, CertificateBundle certificate, Optional<Path> folder) {}
