package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.proxy.internal.PlainText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A TLS policy that departs from a guideline, from {@link TlsPolicy#custom}; what is not set stays as the guideline has it.
 * Not thread-safe.
 *
 * <p>Only names that some version of the guideline ever held are taken, so that neither a slip of the pen nor a keyword such
 * as {@code ALL} opens what nobody meant to open.
 */
public final class CustomTlsPolicy {
    private static final Set<String> FURTHER_CURVES = Set.of("secp521r1", "X448");
    private static final int LONGEST_REASON = 200;

    private final String reason;
    private final TlsPolicy base;
    private List<TlsVersion> protocols;
    private List<String> ciphers;
    private List<String> cipherSuites;
    private List<String> curves;
    private boolean serverOrder;

    CustomTlsPolicy(String reason, TlsPolicy base) {
        this.reason = reason;
        this.base = base;
        this.protocols = base.protocols();
        this.ciphers = base.ciphers();
        this.cipherSuites = base.cipherSuites();
        this.curves = base.curves();
        this.serverOrder = base.serverOrder();
    }

    /** The TLS versions, oldest first, without a gap. */
    public CustomTlsPolicy protocols(TlsVersion... versions) {
        this.protocols = List.of(versions);
        return this;
    }

    /** The cipher suites up to TLS 1.2 by OpenSSL's names, in order; none where TLS 1.3 stands alone. */
    public CustomTlsPolicy ciphers(String... names) {
        this.ciphers = List.of(names);
        return this;
    }

    /** The TLS 1.3 cipher suites, in order. */
    public CustomTlsPolicy cipherSuites(String... names) {
        this.cipherSuites = List.of(names);
        return this;
    }

    /** The key exchange groups by OpenSSL's names, in order. */
    public CustomTlsPolicy curves(String... names) {
        this.curves = List.of(names);
        return this;
    }

    /** Whether the server's order wins over the client's. */
    public CustomTlsPolicy serverOrder(boolean wins) {
        this.serverOrder = wins;
        return this;
    }

    /**
     * Checks everything and builds the policy.
     *
     * @throws InvalidModelException with every problem found
     */
    public TlsPolicy build() {
        List<Problem> problems = new ArrayList<>();
        PlainText.refusal(reason).ifPresent(why -> problems.add(new Problem("reason", why)));
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            problems.add(
                    new Problem("reason", "must say in 1 to " + LONGEST_REASON + " characters why no guideline fits"));
        }
        check("ciphers", ciphers, known(TlsPolicy::ciphers), problems);
        check("cipherSuites", cipherSuites, known(TlsPolicy::cipherSuites), problems);
        Set<String> groups = known(TlsPolicy::curves);
        groups.addAll(FURTHER_CURVES);
        check("curves", curves, groups, problems);
        if (curves.isEmpty()) {
            problems.add(new Problem("curves", "are missing; give at least one, such as X25519"));
        }
        boolean old = protocols.stream().anyMatch(version -> version != TlsVersion.TLS_1_3);
        if (old == ciphers.isEmpty()) {
            problems.add(new Problem(
                    "ciphers",
                    old ? "are missing for TLS before 1.3" : "are of no use to TLS 1.3 alone; give cipherSuites"));
        }
        if (protocols.contains(TlsVersion.TLS_1_3) == cipherSuites.isEmpty()) {
            problems.add(new Problem("cipherSuites", "must be there if TLS 1.3 is, and only then"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("TlsPolicy", problems);
        }
        return new TlsPolicy(
                base.guideline(),
                "custom",
                base.source(),
                protocols,
                ciphers,
                cipherSuites,
                curves,
                serverOrder,
                base.hstsMaxAge(),
                base.certificateTypes(),
                Optional.of(reason));
    }

    private static void check(String field, List<String> names, Set<String> known, List<Problem> problems) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!known.contains(name)) {
                problems.add(
                        new Problem(field, "\"" + name + "\" is in no version of the guideline; there are " + known));
            } else if (!seen.add(name)) {
                problems.add(new Problem(field, "\"" + name + "\" is there twice"));
            }
        }
    }

    private static Set<String> known(Function<TlsPolicy, List<String>> names) {
        Set<String> all = new TreeSet<>();
        for (String version : Guideline.VERSIONS) {
            Guideline.of(version).policies().forEach(policy -> all.addAll(names.apply(policy)));
        }
        return all;
    }
}
