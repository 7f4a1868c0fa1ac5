package io.gatehouse.acme;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;

/** A chain as the CA sent it, leaf first, and where its alternates are (RFC 8555, section 7.4.2). */
record DownloadedChain(List<X509Certificate> certificates, List<URI> alternates) {
    DownloadedChain {
        certificates = List.copyOf(certificates);
        alternates = List.copyOf(alternates);
    }
}
