package io.gatehouse.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.testkit.internal.peer.MissingProgram;
import java.nio.file.Path;
import java.util.Optional;

/** The ACME clients of this machine that are not ours, the distribution's and the newest. Named as a test shows them. */
enum InstalledClient {
    LEGO_OF_DISTRIBUTION("lego", false),
    LEGO_NEWEST("lego", true),
    CERTBOT_OF_DISTRIBUTION("certbot", false),
    CERTBOT_NEWEST("certbot", true);

    /** Of lego and of certbot alike. */
    private static final String NEWEST_MAJOR = "5";

    private final String program;
    private final boolean newest;

    @SuppressWarnings("ImmutableEnumChecker") // A Peer is immutable, only not annotated so.
    private final Optional<Peer> peer;

    InstalledClient(String program, boolean newest) {
        this.program = program;
        this.newest = newest;
        this.peer = newest ? newest(program) : ofDistribution(program);
    }

    private static Optional<Peer> newest(String program) {
        return Peer.find(program, NEWEST_MAJOR);
    }

    /** Unless the first one on the PATH is the newest. */
    private static Optional<Peer> ofDistribution(String program) {
        Optional<Path> newest = newest(program).map(Peer::program);
        return Peer.find(program).filter(first -> !newest.equals(Optional.of(first.program())));
    }

    /**
     * Skips the test where it is not installed, or fails it under {@code CI=true}; but the newest lego may be missing
     * wherever there is no Go to build it with.
     */
    ForeignClient require(AcmeServer ca, Path folder) {
        if (this == LEGO_NEWEST && peer.isEmpty()) {
            assumeTrue(
                    Peer.find("go").isPresent(), "lego " + NEWEST_MAJOR + " is not installed, nor Go to build it with");
        }
        Peer found = peer.orElseThrow(() -> MissingProgram.skip(this + ": run ./verify, which installs it"));
        if (program.equals("certbot")) {
            return new CertbotClient(found, ca, folder);
        }
        return newest ? new LegoClient(found, ca, folder) : new LegoClient.Version4(found, ca, folder);
    }

    @Override
    public String toString() {
        return peer.map(found -> program + " " + version(found))
                .orElse(program + (newest ? " " + NEWEST_MAJOR : " of the distribution") + " is not installed");
    }

    /** Debian's lego calls itself "dev", but its package has a version. */
    private static String version(Peer peer) {
        try {
            return peer.version();
        } catch (PeerException saysNone) {
            return Peer.find("dpkg-query")
                    .map(dpkg -> dpkg.run("--show", "--showformat=${Version}", peer.name()))
                    .filter(answer -> answer.exitCode() == 0)
                    .map(answer -> answer.output().strip())
                    .orElse("of unknown version");
        }
    }
}
