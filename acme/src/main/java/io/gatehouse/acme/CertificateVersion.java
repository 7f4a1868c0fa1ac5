package io.gatehouse.acme;

import java.time.Instant;

/**
 * A version that a {@link CertificateStore} keeps. Immutable.
 *
 * @param number what {@link CertificateStore#rollBack} takes: grows with each commit, starts at 1, may leave gaps
 * @param notBefore when its certificate begins to be valid
 * @param notAfter when it ceases to be valid
 * @param serial the serial number of its certificate in lower-case hexadecimal
 * @param current whether it is the one served
 */
public record CertificateVersion(int number, Instant notBefore, Instant notAfter, String serial, boolean current) {}
