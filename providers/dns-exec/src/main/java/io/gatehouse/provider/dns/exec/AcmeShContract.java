package io.gatehouse.provider.dns.exec;

import io.gatehouse.dns.TxtRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A shell reads our bridge, then the script, and calls {@code dns_name_add name value} or {@code dns_name_rm}. Immutable. */
final class AcmeShContract implements ProgramContract {
    /** The bridge comes over standard input, and so needs no file; what the script itself reads there is empty. */
    private static final List<String> SHELL = List.of("/bin/sh", "-c", "eval \"$(cat)\"");

    private static final String BRIDGE = "acme-sh-bridge.sh";

    private final Path script;
    private final String bridge;

    AcmeShContract(Path script) {
        this.script = script;
        try (InputStream in = AcmeShContract.class.getResourceAsStream(BRIDGE)) {
            if (in == null) {
                throw new IllegalStateException(BRIDGE + " is missing from the jar");
            }
            this.bridge = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<ProgramCall> add(Place place) {
        return call("add", place.txt());
    }

    @Override
    public Optional<ProgramCall> takeAway(Place place) {
        return call("rm", place.txt());
    }

    private Optional<ProgramCall> call(String action, TxtRecord txt) {
        List<String> command = List.of(
                SHELL.get(0),
                SHELL.get(1),
                SHELL.get(2),
                script.toString(),
                action,
                txt.name().text(),
                txt.value());
        return Optional.of(new ProgramCall(script, false, command, Map.of(), bridge));
    }
}
