package io.gatehouse.postgres.hba;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One legal rule of {@code pg_hba.conf}. What is dangerous carries {@code insecure} in the name of the method that makes
 * it.
 *
 * <pre>{@code
 * HbaRule.hostssl().databases("app").users("agent").from(HbaAddress.network("10.0.0.0/8")).cert();
 * HbaRule.local().users("postgres").peer();
 * }</pre>
 *
 * <p>Immutable; two rules are equal if they print the same line.
 */
public final class HbaRule {
    private final List<String> fields;

    private HbaRule(List<String> fields) {
        this.fields = List.copyOf(fields);
    }

    /** Starts a rule for the Unix-domain socket of the server's machine. */
    public static Local local() {
        return new Local();
    }

    /** Starts a rule for TCP with TLS. */
    public static Tls hostssl() {
        return new Tls();
    }

    /** Starts a rule for TCP without TLS. */
    public static Plaintext hostnossl() {
        return new Plaintext();
    }

    /** The line, without a line break. */
    public String print() {
        return String.join(" ", fields);
    }

    /** How the rule lets in or refuses, without options: {@code cert}. */
    public String method() {
        return fields.get(fields.get(0).equals("local") ? 3 : 4);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HbaRule that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    /** The line. */
    @Override
    public String toString() {
        return print();
    }

    /**
     * Whom a rule is for: every database and every user unless said otherwise. Not safe for use by many threads.
     *
     * @param <D> the kind of rule
     */
    public abstract static class Draft<D extends Draft<D>> {
        private final String type;
        private List<String> databases = List.of("all");
        private List<String> users = List.of("all");

        private Draft(String type) {
            this.type = type;
        }

        abstract D self();

        abstract List<String> address();

        /**
         * Names the databases.
         *
         * @param names of databases, taken literally
         * @throws IllegalArgumentException for a name that pg_hba.conf cannot say
         */
        public D databases(String... names) {
            databases = HbaNames.literals("database", names);
            return self();
        }

        /** Physical replication, which no other rule lets in. */
        public D replication() {
            databases = List.of("replication");
            return self();
        }

        /**
         * Names the roles.
         *
         * @param names of roles, taken literally
         * @throws IllegalArgumentException for a name that pg_hba.conf cannot say
         */
        public D users(String... names) {
            users = HbaNames.literals("user", names);
            return self();
        }

        /**
         * Means the members of a role.
         *
         * @param role whose members, direct or not, the rule is for
         * @throws IllegalArgumentException for a name that pg_hba.conf cannot say
         */
        public D membersOf(String role) {
            users = List.of(HbaNames.memberOf(role));
            return self();
        }

        /** Refuses. */
        public HbaRule reject() {
            return rule("reject");
        }

        HbaRule rule(String method, String... options) {
            return new HbaRule(Stream.of(
                            Stream.of(type, String.join(",", databases), String.join(",", users)),
                            address().stream(),
                            Stream.of(method),
                            Stream.of(options))
                    .flatMap(s -> s)
                    .collect(Collectors.toList()));
        }
    }

    /** A rule for the Unix-domain socket. */
    public static final class Local extends Draft<Local> {
        private Local() {
            super("local");
        }

        @Override
        Local self() {
            return this;
        }

        @Override
        List<String> address() {
            return List.of();
        }

        /** Lets in whoever is logged in to the machine under the role's name. */
        public HbaRule peer() {
            return rule("peer");
        }

        /**
         * Lets in by the name in the operating system.
         *
         * @param map of {@code pg_ident.conf}
         */
        public HbaRule peer(String map) {
            return rule("peer", "map=" + HbaNames.optionValue("map", map));
        }

        /** Asks for a password. */
        public HbaRule scram() {
            return rule("scram-sha-256");
        }

        /** Lets in everybody on the machine as anybody. */
        public HbaRule insecureTrust() {
            return rule("trust");
        }
    }

    /** A rule for TCP with TLS. */
    public static final class Tls extends Draft<Tls> {
        private HbaAddress from = HbaAddress.ANY;

        private Tls() {
            super("hostssl");
        }

        @Override
        Tls self() {
            return this;
        }

        @Override
        List<String> address() {
            return List.of(from.text());
        }

        /**
         * Says where the client is.
         *
         * @param address where the client is; everywhere unless said otherwise
         */
        public Tls from(HbaAddress address) {
            this.from = address;
            return this;
        }

        /** Lets in by a client certificate whose common name is the role. */
        public HbaRule cert() {
            return rule("cert");
        }

        /**
         * Lets in by a client certificate whose common name is mapped to the role.
         *
         * @param map of {@code pg_ident.conf}
         */
        public HbaRule cert(String map) {
            return rule("cert", "map=" + HbaNames.optionValue("map", map));
        }

        /** Asks for a password. */
        public HbaRule scram() {
            return rule("scram-sha-256");
        }

        /** Asks for a password and a client certificate whose common name is the role. */
        public HbaRule scramWithCertificate() {
            return rule("scram-sha-256", "clientcert=verify-full");
        }

        /** Lets in everybody as anybody. */
        public HbaRule insecureTrust() {
            return rule("trust");
        }

        /** Asks for a password by a broken hash; the server needs only the hash to be stolen. */
        public HbaRule insecureMd5() {
            return rule("md5");
        }

        /** Has the password sent in the clear within TLS, to whoever the client takes for the server. */
        public HbaRule insecurePassword() {
            return rule("password");
        }
    }

    /** A rule for TCP without TLS. */
    public static final class Plaintext extends Draft<Plaintext> {
        private HbaAddress from = HbaAddress.ANY;

        private Plaintext() {
            super("hostnossl");
        }

        @Override
        Plaintext self() {
            return this;
        }

        @Override
        List<String> address() {
            return List.of(from.text());
        }

        /**
         * Says where the client is.
         *
         * @param address where the client is; everywhere unless said otherwise
         */
        public Plaintext from(HbaAddress address) {
            this.from = address;
            return this;
        }

        /** Asks for a password, after which everything can be read and changed on the way. */
        public HbaRule insecureScram() {
            return rule("scram-sha-256");
        }
    }
}
