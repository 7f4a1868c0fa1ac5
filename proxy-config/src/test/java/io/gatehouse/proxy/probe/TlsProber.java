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

/**
 * Says exactly what a server offers: whatever it chooses is taken out of the offer, until it finds nothing left to choose.
 * Every number that stands for a cipher suite or a group is offered, so what is not in the answer is not offered.
 *
 * <p>Without an RSA certificate, TLS 1.2 shows no suite with RSA, and OpenSSL takes no group there once that of an ECDSA
 * certificate's own key has been taken out: give the server one certificate of each kind.
 */
public final class TlsProber {
    private final int port;
    private final String serverName;

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

    /** The numbers of the cipher suites it takes with this version; in its own order, if it has one. */
    public List<Integer> suites(ProbedVersion version) throws IOException {
        List<Integer> left = new ArrayList<>(TlsNumbers.suites(version));
        List<Integer> taken = new ArrayList<>();
        while (true) {
            Optional<ServerAnswer> answer = ask(version, left, TlsNumbers.GROUPS);
            if (answer.isEmpty()) {
                return taken;
            }
            take(answer.get().suite(), left, taken);
        }
    }

    /** The names of the groups it takes with this version; in its own order, if it has one. */
    public List<String> groups(ProbedVersion version) throws IOException {
        List<Integer> left = new ArrayList<>(TlsNumbers.GROUPS);
        List<Integer> taken = new ArrayList<>();
        while (true) {
            Optional<ServerAnswer> answer = ask(version, TlsNumbers.suites(version), left);
            if (answer.isEmpty() || answer.get().group().isEmpty()) {
                return taken.stream().map(TlsNumbers::groupName).toList();
            }
            take(answer.get().group().getAsInt(), left, taken);
        }
    }

    private static void take(Integer chosen, List<Integer> left, List<Integer> taken) throws IOException {
        if (!left.remove(chosen)) {
            throw new IOException("The server chose " + chosen + ", which was not offered");
        }
        taken.add(chosen);
    }

    /** Empty as well when the server answers with another version. */
    private Optional<ServerAnswer> ask(ProbedVersion version, List<Integer> suites, List<Integer> groups)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(new ClientHello(version, serverName, suites, groups).record());
            socket.getOutputStream().flush();
            return ServerAnswer.read(new DataInputStream(socket.getInputStream()))
                    .filter(answer -> answer.version() == version.code());
        }
    }
}
