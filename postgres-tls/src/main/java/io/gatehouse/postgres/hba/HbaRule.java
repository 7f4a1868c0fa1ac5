package io.gatehouse.postgres.hba;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One legal rule of {@code pg_hba.conf}, made here or read from a file. What is dangerous carries {@code insecure} in the
 * name of the method that makes it.
 *
 * <pre>{@code
 * HbaRule.hostssl().databases("app").users("agent").from(HbaAddress.network("10.0.0.0/8")).cert();
 * HbaRule.local().users("postgres").peer();
 * }</pre>
 *
 * <p>Immutable; two rules are equal if they print the same line.
 */
public final class HbaRule {
    private final HbaType type;
    private final List<AuthToken> databases;
    private final List<AuthToken> users;
    private final Optional<HbaAddress> address;
    private final String method;
    private final Map<String, String> options;

    HbaRule(
            HbaType type,
            List<AuthToken> databases,
            List<AuthToken> users,
            Optional<HbaAddress> address,
            String method,
            Map<String, String> options) {
        this.type = type;
        this.databases = List.copyOf(databases);
        this.users = List.copyOf(users);
        this.address = address;
        this.method = method;
        this.options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
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

    /** The kind of connection it is for. */
    public HbaType type() {
        return type;
    }

    /** Its databases, names and keywords. */
    public List<AuthToken> databases() {
        return databases;
    }

    /** Its roles, names and keywords. */
    public List<AuthToken> users() {
        return users;
    }

    /** Where its clients are; empty for {@link HbaType#LOCAL}. */
    public Optional<HbaAddress> address() {
        return address;
    }

    /** How the rule lets in or refuses, without options: {@code cert}. */
    public String method() {
        return method;
    }

    /** Its options by name, in the file's order. {@code ldapbindpasswd} and {@code radiussecrets} are secrets in the clear. */
    public Map<String, String> options() {
        return options;
    }

    /** Whether anybody is let in by it, on whatever condition. */
    public boolean admits() {
        return !method.equals("reject");
    }

    /** The line, without a line break; secrets of LDAP and RADIUS stand in it. */
    public String print() {
        return print(true);
    }

    private String print(boolean expose) {
        List<String> fields = new ArrayList<>(List.of(type.word(), list(databases), list(users)));
        address.ifPresent(from -> fields.add(from.text()));
        fields.add(method);
        options.forEach((name, value) -> fields.add(HbaOptions.print(name, value, expose)));
        return String.join(" ", fields);
    }

    private static String list(List<AuthToken> tokens) {
        return tokens.stream().map(AuthToken::print).collect(Collectors.joining(","));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HbaRule that && print().equals(that.print());
    }

    @Override
    public int hashCode() {
        return print().hashCode();
    }

    /** The line, with stars for secrets of LDAP and RADIUS. */
    @Override
    public String toString() {
        return print(false);
    }

    /**
     * Whom a rule is for: every database and every user unless said otherwise. Not safe for use by many threads.
     *
     * @param <D> the kind of rule
     */
    public abstract static class Draft<D extends Draft<D>> {
        private final HbaType type;
        private List<AuthToken> databases = List.of(new AuthToken("all", false));
        private List<AuthToken> users = List.of(new AuthToken("all", false));

        private Draft(HbaType type) {
            this.type = type;
        }

        abstract D self();

        abstract Optional<HbaAddress> address();

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
            databases = List.of(new AuthToken("replication", false));
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

        /**
         * Means every role whose whole name matches a regular expression; from PostgreSQL 16 on.
         *
         * @param expression of PostgreSQL's kind, anchored here at both ends
         * @throws IllegalArgumentException if PostgreSQL would refuse it
         */
        public D usersMatching(String expression) {
            users = List.of(HbaNames.regex(expression));
            return self();
        }

        /**
         * Means every database whose whole name matches a regular expression; from PostgreSQL 16 on.
         *
         * @param expression of PostgreSQL's kind, anchored here at both ends
         * @throws IllegalArgumentException if PostgreSQL would refuse it
         */
        public D databasesMatching(String expression) {
            databases = List.of(HbaNames.regex(expression));
            return self();
        }

        /** Refuses. */
        public HbaRule reject() {
            return rule("reject");
        }

        HbaRule rule(String method) {
            return rule(method, Map.of());
        }

        HbaRule rule(String method, Map<String, String> options) {
            return new HbaRule(type, databases, users, address(), method, options);
        }

        HbaRule mapped(String method, String map) {
            HbaNames.check("map", map);
            return rule(method, Map.of("map", map));
        }
    }

    /** A rule for the Unix-domain socket. */
    public static final class Local extends Draft<Local> {
        private Local() {
            super(HbaType.LOCAL);
        }

        @Override
        Local self() {
            return this;
        }

        @Override
        Optional<HbaAddress> address() {
            return Optional.empty();
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
            return mapped("peer", map);
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
            super(HbaType.HOSTSSL);
        }

        @Override
        Tls self() {
            return this;
        }

        @Override
        Optional<HbaAddress> address() {
            return Optional.of(from);
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
            return mapped("cert", map);
        }

        /** Asks for a password. */
        public HbaRule scram() {
            return rule("scram-sha-256");
        }

        /** Asks for a password and a client certificate whose common name is the role. */
        public HbaRule scramWithCertificate() {
            return rule("scram-sha-256", Map.of("clientcert", "verify-full"));
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
            super(HbaType.HOSTNOSSL);
        }

        @Override
        Plaintext self() {
            return this;
        }

        @Override
        Optional<HbaAddress> address() {
            return Optional.of(from);
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
