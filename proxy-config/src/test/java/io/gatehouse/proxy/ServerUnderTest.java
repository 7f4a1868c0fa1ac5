package io.gatehouse.proxy;

import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.RunningPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How each real server is asked to check a standalone configuration, and to run it in the foreground. */
enum ServerUnderTest {
    NGINX("nginx", "nginx", "-e stderr -c", "-t"),
    APACHE("apache", "apache2", "-D FOREGROUND -f", "-t"),
    HAPROXY("haproxy", "haproxy", "-db -f", "-c"),
    CADDY("caddy", "caddy", "run --adapter caddyfile --config", ""),
    CADDY_JSON("caddy-json", "caddy", "run --config", ""),
    NEWER_NGINX(NGINX),
    NEWER_APACHE(APACHE),
    NEWER_HAPROXY(HAPROXY),
    NEWER_CADDY(CADDY),
    NEWER_CADDY_JSON(CADDY_JSON);

    private static final String NEWER = "-newer";

    /** Has the whole suite ask the newer servers: {@code -Dgatehouse.proxies=newer}. */
    private static final boolean ALL_NEWER = "newer".equals(System.getProperty("gatehouse.proxies"));

    private final String dialect;
    private final String program;
    private final String run;
    private final String check;
    private final boolean newer;

    ServerUnderTest(String dialect, String program, String run, String check) {
        this.dialect = dialect;
        this.program = program;
        this.run = run;
        this.check = check;
        this.newer = false;
    }

    /** The same, beside it on this machine, of a version that reads newer syntax and runs with a newer OpenSSL. */
    ServerUnderTest(ServerUnderTest older) {
        this.dialect = older.dialect;
        this.program = older.program;
        this.run = older.run;
        this.check = older.check;
        this.newer = true;
    }

    Peer peer() {
        return Peer.require(isNewer() ? program + NEWER : program);
    }

    private boolean isNewer() {
        return newer || ALL_NEWER;
    }

    /** Whether it is the other, of whatever version. */
    boolean is(ServerUnderTest other) {
        return dialect.equals(other.dialect);
    }

    ProxyRenderer renderer(Path scratch) {
        ProxyRenderer renderer =
                ProxyDialects.named(dialect).version(peer().version()).standalone(scratch);
        return isNewer() ? renderer.openssl("3.5.x") : renderer;
    }

    void validate(Path folder, Path entry) {
        List<String> arguments = arguments(entry);
        if (program.equals("caddy")) {
            arguments.set(0, "validate");
        } else {
            arguments.add(check);
        }
        peer().run(launch(folder, arguments).build()).orThrow();
    }

    RunningPeer start(Path folder, Path entry, int... ports) {
        PeerLaunch.Builder launch = launch(folder, arguments(entry));
        for (int port : ports) {
            launch.readyWhenListening(port);
        }
        return peer().start(launch.build());
    }

    private List<String> arguments(Path entry) {
        List<String> arguments = new ArrayList<>(List.of(run.split(" ", -1)));
        arguments.add(entry.toString());
        return arguments;
    }

    /** Debian builds Caddy in a mode of Go's that leaves the newest key exchange out unless it is asked for. */
    private static PeerLaunch.Builder launch(Path folder, List<String> arguments) {
        return PeerLaunch.builder(arguments.toArray(String[]::new))
                .folder(folder)
                .environment("XDG_CONFIG_HOME", folder.toString())
                .environment("GODEBUG", "tlsmlkem=1")
                .environment("XDG_DATA_HOME", folder.toString());
    }
}
