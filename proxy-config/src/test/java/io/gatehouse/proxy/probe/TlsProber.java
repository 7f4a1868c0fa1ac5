package io.gatehouse.proxy.probe;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says exactly what a server offers, by asking for every cipher suite and every group alone: what is not in the answer is
 * not offered.
 *
 * <p>Without an RSA certificate, TLS 1.2 shows no suite with RSA, and OpenSSL takes no group there but that of an ECDSA
 * certificate's own key: give the server one certificate of each kind. For one thread.
 */
public final class TlsProber {
    private final int port;
    private final String serverName;
    private boolean nameIsKnown;

    /** For a server on 127.0.0.1 that knows this name. */
    public TlsProber(int port, String serverName) {
        this.port = port;
        this.serverName = serverName;
    }

    /** The protocol versions it takes. */
    public Set<ProbedVersion> versions() throws IOException {
        Set<ProbedVersion> taken = EnumSet.noneOf(ProbedVersion.class);
        for (ProbedVersion version : ProbedVersion.values()) {
            if (ask(version, TlsNumbers.suites(version), TlsNumbers.GROUPS).isPresent()) {
                taken.add(version);
            }
        }
        return taken;
    }

    /** The numbers of the cipher suites it takes with this version. */
    public List<Integer> suites(ProbedVersion version) throws IOException {
        List<Integer> taken = new ArrayList<>();
        for (int suite : TlsNumbers.suites(version)) {
            if (ask(version, List.of(suite), TlsNumbers.GROUPS).isPresent()) {
                taken.add(suite);
            }
        }
        return taken;
    }

    /** The names of the groups it takes with this version, with any suite: some servers choose their certificate by it. */
    public Set<String> groups(ProbedVersion version) throws IOException {
        Set<String> taken = new TreeSet<>();
        for (int suite : suites(version)) {
            for (int group : TlsNumbers.GROUPS) {
                Optional<ServerAnswer> answer = ask(version, List.of(suite), List.of(group));
                if (answer.isPresent() && answer.get().group().isPresent()) {
                    taken.add(TlsNumbers.groupName(group));
                }
            }
        }
        return taken;
    }

    /**
     * Empty as well when the server answers with another version. Some say that they do not know the name when no
     * certificate for it fits the offer; that is believed only of a name that has never been known.
     */
    private Optional<ServerAnswer> ask(ProbedVersion version, List<Integer> suites, List<Integer> groups)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(new ClientHello(version, serverName, suites, groups).record());
            socket.getOutputStream().flush();
            Optional<ServerAnswer> answer = ServerAnswer.read(new DataInputStream(socket.getInputStream()));
            return answer.filter(chosen -> chosen.version() == version.code());
        } catch (ServerAnswer.UnrecognizedNameException e) {
            requireKnownName();
            return Optional.empty();
        }
    }

    /** Asks once for all there is, so that a wrong name does not pass for an empty offer. */
    private void requireKnownName() throws IOException {
        if (!nameIsKnown) {
            nameIsKnown = true;
            for (ProbedVersion version : List.of(ProbedVersion.TLS_1_3, ProbedVersion.TLS_1_2, ProbedVersion.TLS_1_0)) {
                if (ask(version, TlsNumbers.suites(version), TlsNumbers.GROUPS).isPresent()) {
                    return;
                }
            }
            nameIsKnown = false;
            throw new IOException("The server knows no " + serverName + " (alert 112)");
        }
    }
}
