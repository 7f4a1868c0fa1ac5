package io.gatehouse.postgres.hba;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The kinds of connection that a rule is for. */
public enum HbaType {
    /** The Unix-domain socket. */
    LOCAL("local", EnumSet.of(Transport.SOCKET)),

    /** TCP, be it encrypted or not. */
    HOST("host", EnumSet.of(Transport.PLAINTEXT, Transport.TLS, Transport.GSSAPI)),

    /** TCP with TLS. */
    HOSTSSL("hostssl", EnumSet.of(Transport.TLS)),

    /** TCP without TLS; with GSSAPI encryption or without any. */
    HOSTNOSSL("hostnossl", EnumSet.of(Transport.PLAINTEXT, Transport.GSSAPI)),

    /** TCP with GSSAPI encryption. */
    HOSTGSSENC("hostgssenc", EnumSet.of(Transport.GSSAPI)),

    /** TCP without GSSAPI encryption; with TLS or without any. */
    HOSTNOGSSENC("hostnogssenc", EnumSet.of(Transport.PLAINTEXT, Transport.TLS));

    private enum Transport {
        SOCKET,
        PLAINTEXT,
        TLS,
        GSSAPI
    }

    private final String word;

    @SuppressWarnings("ImmutableEnumChecker") // never handed out and never changed
    private final Set<Transport> transports;

    HbaType(String word, Set<Transport> transports) {
        this.word = word;
        this.transports = transports;
    }

    /** The word in the file. */
    public String word() {
        return word;
    }

    /** Whether a connection over the network can arrive in the clear. */
    public boolean allowsPlaintext() {
        return transports.contains(Transport.PLAINTEXT);
    }

    /** Whether every connection of the other kind is one of this. */
    public boolean covers(HbaType other) {
        return transports.containsAll(other.transports);
    }

    static Optional<HbaType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }
}
