package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.pki.CertificateBundle;

/** A certificate chain that an account ordered. */
record IssuedCertificate(String id, Account account, CertificateBundle bundle) {}
