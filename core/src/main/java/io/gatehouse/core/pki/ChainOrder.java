package io.gatehouse.core.pki;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which certificate follows which: by issuer name and signature. */
final class ChainOrder {
    private ChainOrder() {}

    /** Refuses a chain that is not leaf first with each issuer right after. */
    static void require(List<X509Certificate> chain) {
        require(chain, ChainOrder::issued);
    }

    /** Refuses a chain in which somebody other than the named issuer comes next, and looks at no signature. */
    static void requireNames(List<X509Certificate> chain) {
        require(chain, ChainOrder::isNamedIssuer);
    }

    private static void require(List<X509Certificate> chain, BiPredicate<X509Certificate, X509Certificate> isIssuerOf) {
        requireSome(chain);
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!isIssuerOf.test(chain.get(i + 1), chain.get(i))) {
                throw outOfOrder(chain, i);
            }
        }
    }

    /**
     * The one order in which all certificates form a chain.
     *
     * @param leaf where it begins, or null to begin with the certificate that signed no other
     */
    static List<X509Certificate> sort(List<X509Certificate> given, @Nullable X509Certificate leaf) {
        requireSome(given);
        List<X509Certificate> distinct = List.copyOf(new LinkedHashSet<>(given));
        X509Certificate first = leaf == null ? findLeaf(distinct) : leaf;
        return follow(distinct, first)
                .orElseThrow(() -> new CertificateBundleException("The certificates do not form one chain from "
                        + X509Text.name(first) + ": " + names(distinct)
                        + ". Keep the leaf and the certificates that lead from it to the root."));
    }

    private static void requireSome(List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            throw new CertificateBundleException("A bundle needs a certificate and got none. Give the leaf first.");
        }
    }

    private static CertificateBundleException outOfOrder(List<X509Certificate> chain, int at) {
        String what = "The chain is broken: " + X509Text.name(chain.get(at)) + " was not signed by "
                + X509Text.name(chain.get(at + 1)) + ", which follows it.";
        List<X509Certificate> leaves = leaves(chain);
        Optional<List<X509Certificate>> order =
                leaves.size() == 1 ? follow(List.copyOf(new LinkedHashSet<>(chain)), leaves.get(0)) : Optional.empty();
        return new CertificateBundleException(order.map(right -> what + " The right order is: " + names(right))
                .orElse(what + " Give the leaf first and after each certificate the one that signed it."));
    }

    private static X509Certificate findLeaf(List<X509Certificate> certificates) {
        List<X509Certificate> leaves = leaves(certificates);
        if (leaves.size() != 1) {
            throw new CertificateBundleException("The certificates do not form one chain: " + names(certificates)
                    + ". Give one leaf and the certificates that lead from it to the root.");
        }
        return leaves.get(0);
    }

    private static List<X509Certificate> leaves(List<X509Certificate> certificates) {
        return certificates.stream()
                .filter(one -> certificates.stream().noneMatch(other -> !other.equals(one) && issued(one, other)))
                .toList();
    }

    /** Walks from the leaf; empty unless every certificate is used and no step has two ways. */
    private static Optional<List<X509Certificate>> follow(List<X509Certificate> all, X509Certificate leaf) {
        List<X509Certificate> rest = new ArrayList<>(all);
        List<X509Certificate> ordered = new ArrayList<>();
        X509Certificate current = leaf;
        while (true) {
            ordered.add(current);
            rest.remove(current);
            X509Certificate subject = current;
            List<X509Certificate> issuers =
                    rest.stream().filter(other -> issued(other, subject)).toList();
            if (issuers.size() != 1) {
                return rest.isEmpty() ? Optional.of(ordered) : Optional.empty();
            }
            current = issuers.get(0);
        }
    }

    static boolean issued(X509Certificate issuer, X509Certificate subject) {
        if (!isNamedIssuer(issuer, subject)) {
            return false;
        }
        try {
            // BouncyCastle verifies on P-256 in a tenth of the time that the JDK takes before version 24.
            subject.verify(issuer.getPublicKey(), BouncyCastle.PROVIDER);
            return true;
        } catch (GeneralSecurityException e) {
            // Same name, other key: not the issuer.
            return false;
        }
    }

    private static boolean isNamedIssuer(X509Certificate issuer, X509Certificate subject) {
        return issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal());
    }

    private static String names(List<X509Certificate> certificates) {
        return certificates.stream().map(c -> "\"" + X509Text.name(c) + "\"").collect(Collectors.joining(", "));
    }
}
