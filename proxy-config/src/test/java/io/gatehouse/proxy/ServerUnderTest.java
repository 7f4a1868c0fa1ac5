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
    CADDY_JSON("caddy-json", "caddy", "run --config", "");

    private final String dialect;
    private final String program;
    private final String run;
    private final String check;

    ServerUnderTest(String dialect, String program, String run, String check) {
        this.dialect = dialect;
        this.program = program;
        this.run = run;
        this.check = check;
    }

    Peer peer() {
        return Peer.require(program);
    }

    ProxyRenderer renderer(Path scratch) {
        return ProxyDialects.named(dialect).version(peer().version()).standalone(scratch);
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

    private static PeerLaunch.Builder launch(Path folder, List<String> arguments) {
        return PeerLaunch.builder(arguments.toArray(String[]::new))
                .folder(folder)
                .environment("XDG_CONFIG_HOME", folder.toString())
                .environment("XDG_DATA_HOME", folder.toString());
    }
}
