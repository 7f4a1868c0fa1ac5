package io.gatehouse.provider.dns.exec;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.dns.DnsZone;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes the provider {@code exec}, which runs a program of the user's: one written for lego's provider of that name, a pair of
 * certbot's manual hooks, or a script of acme.sh's.
 *
 * <p>lego's mode RAW is refused: it hands over a key authorization, of which a DNS provider sees only the digest.
 */
public final class ExecProviderFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "exec";

    private static final Setting<Path> PROGRAM = Setting.path(
                    "program", "the program; certbot's auth hook or acme.sh's script in those modes")
            .required()
            .environment("EXEC_PATH");
    private static final Setting<Mode> MODE = Setting.of(
                    "mode",
                    "for whom the program was written",
                    "lego, certbot or acme-sh; lego's RAW needs what no DNS provider is told",
                    Mode::of)
            .byDefault("lego")
            .environment("EXEC_MODE");
    private static final Setting<Path> CLEANUP_PROGRAM =
            Setting.path("cleanup-program", "certbot's cleanup hook; without it nothing is taken away");
    private static final Setting<Secret> ENVIRONMENT = Setting.ofSecret(
            "environment",
            "variables for the program, such as its credentials",
            "a line NAME=value for each, the value without quotes",
            lines -> {
                GivenEnvironment.parse(lines);
                return lines;
            });
    private static final Setting<Path> ENVIRONMENT_FILE = Setting.path(
            "environment-file", "a file with such lines, which its owner alone can read, read at each run");
    private static final Setting<List<DnsZone>> ZONES = Setting.of(
            "zones",
            "the zones the program may write, and no other",
            "their names with commas between them",
            ExecProviderFactory::zones);
    /** Programs written for other clients wait for their vendor themselves, some a minute long. */
    private static final Setting<Duration> TIMEOUT =
            Setting.duration("timeout", "how long one run may take").byDefault("2m");

    /** Used by the service loader. */
    public ExecProviderFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(PROGRAM, MODE, CLEANUP_PROGRAM, ENVIRONMENT, ENVIRONMENT_FILE, ZONES, TIMEOUT);
    }

    @Override
    public DnsProvider create(Settings settings) {
        Path program = settings.get(PROGRAM);
        Mode mode = settings.get(MODE);
        mode.problemWithName(program).ifPresent(problem -> {
            throw settings.invalid(PROGRAM, problem);
        });
        requireTrustworthy(settings, PROGRAM, program, mode != Mode.ACME_SH);
        Optional<Path> cleanupProgram = settings.find(CLEANUP_PROGRAM);
        cleanupProgram.ifPresent(cleanup -> {
            if (mode != Mode.CERTBOT) {
                throw settings.invalid(CLEANUP_PROGRAM, "is for the mode certbot alone; leave it out");
            }
            requireTrustworthy(settings, CLEANUP_PROGRAM, cleanup, true);
        });
        return new ExecProvider(
                mode.contract(program, cleanupProgram.orElse(null)),
                new ProgramRunner(environment(settings), settings.get(TIMEOUT)),
                settings.find(ZONES).orElse(List.of()));
    }

    private static void requireTrustworthy(
            Settings settings, Setting<Path> setting, Path program, boolean needsExecution) {
        ProgramFile.problem(program, needsExecution).ifPresent(problem -> {
            throw settings.invalid(setting, problem);
        });
    }

    private static GivenEnvironment environment(Settings settings) {
        Optional<Secret> lines = settings.find(ENVIRONMENT);
        Optional<Path> file = settings.find(ENVIRONMENT_FILE);
        if (file.isEmpty()) {
            return lines.map(GivenEnvironment::of).orElseGet(GivenEnvironment::none);
        }
        if (lines.isPresent()) {
            throw settings.invalid(ENVIRONMENT_FILE, "contradicts environment; leave one of them out");
        }
        GivenEnvironment inFile = GivenEnvironment.inFile(file.get());
        try {
            inFile.read();
        } catch (GatehouseException e) {
            throw settings.invalid(ENVIRONMENT_FILE, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw settings.invalid(ENVIRONMENT_FILE, "is " + file.get() + ", where " + e.getMessage());
        }
        return inFile;
    }

    private static List<DnsZone> zones(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(DnsZone::of)
                .toList();
    }
}
