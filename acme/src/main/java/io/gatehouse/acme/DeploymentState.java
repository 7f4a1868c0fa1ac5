package io.gatehouse.acme;

import io.gatehouse.core.pki.CertificateBundle;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which deploy hooks have run for the current certificate of a name, and which failed. Immutable. */
final class DeploymentState {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentState.class);
    private static final int RUN_PARTS = 4;

    private final String certificate;
    private final List<Run> runs;

    private enum Stage {
        BEGUN,
        FAILED,
        DONE;

        static Stage of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Run(String hook, Stage stage, int failures, Instant next) {}

    private DeploymentState(String certificate, List<Run> runs) {
        this.certificate = certificate;
        this.runs = List.copyOf(runs);
    }

    /** What is kept for this certificate; nothing if it is about another, or cannot be read: then each hook runs again. */
    static DeploymentState read(CertificateStore store, String name, CertificateBundle current) {
        DeploymentState none = new DeploymentState(current.fingerprint(), List.of());
        try {
            return StateDocument.read(store, StateKind.DEPLOYMENT, name)
                    .map(DeploymentState::parse)
                    .filter(state -> state.certificate.equals(current.fingerprint()))
                    .orElse(none);
        } catch (CertificateStoreException | IllegalArgumentException | DateTimeException e) {
            LOG.error("The deploy hooks for {} run again: {}", name, e.getMessage(), e);
            return none;
        }
    }

    void write(CertificateStore store, String name) {
        StateDocument document = StateDocument.of(StateKind.DEPLOYMENT).with("certificate", certificate);
        for (Run run : runs) {
            document = document.with(
                    "hook", run.stage().text() + " " + run.failures() + " " + run.next() + " " + run.hook());
        }
        document.write(store, name);
    }

    boolean isDue(String hook, Instant now) {
        Run run = run(hook);
        if (run == null || run.stage() == Stage.BEGUN) {
            return true;
        }
        // No pause is that long: the clock was put back since.
        boolean isFarOff = run.next().isAfter(now.plus(BackOff.LONGEST.multipliedBy(2)));
        return run.stage() == Stage.FAILED && (isFarOff || !run.next().isAfter(now));
    }

    Optional<Instant> nextAttempt(String hook) {
        Run run = run(hook);
        return run != null && run.stage() == Stage.FAILED ? Optional.of(run.next()) : Optional.empty();
    }

    int failures(String hook) {
        Run run = run(hook);
        return run == null ? 0 : run.failures();
    }

    /** Begun and not done is how a process that died leaves it. */
    DeploymentState begun(String hook) {
        return with(new Run(hook, Stage.BEGUN, failures(hook), Instant.EPOCH));
    }

    DeploymentState done(String hook) {
        return with(new Run(hook, Stage.DONE, 0, Instant.EPOCH));
    }

    DeploymentState failed(String hook, int failures, Instant next) {
        return with(new Run(hook, Stage.FAILED, failures, next));
    }

    private DeploymentState with(Run run) {
        List<Run> more = new ArrayList<>(runs);
        more.removeIf(known -> known.hook().equals(run.hook()));
        more.add(run);
        return new DeploymentState(certificate, more);
    }

    private @Nullable Run run(String hook) {
        return runs.stream().filter(run -> run.hook().equals(hook)).findFirst().orElse(null);
    }

    private static DeploymentState parse(StateDocument document) {
        return new DeploymentState(
                document.value("certificate").orElse(""),
                document.values("hook").stream().map(DeploymentState::parseRun).toList());
    }

    private static Run parseRun(String text) {
        String[] parts = text.split(" ", RUN_PARTS);
        if (parts.length != RUN_PARTS) {
            throw new IllegalArgumentException("\"" + text + "\" tells of no deploy hook");
        }
        return new Run(parts[3], Stage.of(parts[0]), Integer.parseInt(parts[1]), Instant.parse(parts[2]));
    }
}
