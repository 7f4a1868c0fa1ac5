package io.gatehouse.sample.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the steps, prints each with what was proved, and keeps all of it for the closing table and the report. */
final class Journal {
    /** What a step does: it proves its claims to the journal and hands on what the next step needs. */
    @FunctionalInterface
    interface Body<T> {
        T run(Proofs proofs) throws Exception;
    }

    /** What a call that must be refused does. */
    @FunctionalInterface
    interface Attempt {
        void run() throws Exception;
    }

    /** One finished step. */
    record Step(String title, List<Proof> proofs, Duration took) {
        boolean held() {
            return proofs.stream().allMatch(Proof::held);
        }
    }

    /** A table of facts for the report: what was negotiated, which certificates, which files. */
    record Facts(String title, List<Fact> rows) {}

    /** One row of {@link Facts}. */
    record Fact(String name, String value) {}

    /** Thrown when a step broke off, after its failure was written down: nothing later can stand on it. */
    static final class BrokenOff extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenOff(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    private final PrintStream out;
    private final List<Step> steps = new ArrayList<>();
    private final List<Facts> facts = new ArrayList<>();
    private final List<Fact> findings = new ArrayList<>();

    Journal(PrintStream out) {
        this.out = out;
    }

    <T> T step(String title, Body<T> body) {
        out.printf("%n%d. %s%n", steps.size() + 1, title);
        Proofs proofs = new Proofs();
        long start = System.nanoTime();
        try {
            return body.run(proofs);
        } catch (Exception e) {
            proofs.add(new Proof("the step ran to its end", describe(e), false));
            throw new BrokenOff(e);
        } finally {
            Step step = new Step(title, List.copyOf(proofs.all), Duration.ofNanos(System.nanoTime() - start));
            steps.add(step);
            out.printf("   %.1f s%n", step.took().toMillis() / 1000.0);
        }
    }

    void facts(String title, List<Fact> rows) {
        facts.add(new Facts(title, List.copyOf(rows)));
    }

    /** Something to know that is no proof: what a server's version lacks, what could not be tried here. */
    void finding(String about, String what) {
        findings.add(new Fact(about, what));
    }

    boolean held() {
        return steps.stream().allMatch(Step::held);
    }

    /** The findings: every proof that failed, then everything else worth knowing. */
    Facts findings() {
        List<Fact> all = new ArrayList<>();
        for (Step step : steps) {
            step.proofs().stream()
                    .filter(proof -> !proof.held())
                    .forEach(proof -> all.add(new Fact("FAILED: " + proof.claim(), proof.seen())));
        }
        all.addAll(findings);
        if (all.isEmpty()) {
            all.add(new Fact("none", "every proof held, and nothing was left out"));
        }
        return new Facts("Findings", all);
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    List<Facts> facts() {
        return List.copyOf(facts);
    }

    void printTable() {
        out.println();
        out.printf("%-62s %7s %8s%n", "step", "proofs", "seconds");
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            long held = step.proofs().stream().filter(Proof::held).count();
            out.printf(
                    "%-62s %7s %8.1f%s%n",
                    (i + 1) + ". " + step.title(),
                    held + "/" + step.proofs().size(),
                    step.took().toMillis() / 1000.0,
                    step.held() ? "" : "   FAILED");
        }
    }

    private static String describe(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** Collects the proofs of one step and prints each as it comes. */
    final class Proofs {
        private final List<Proof> all = new ArrayList<>();

        /** Writes down a claim and whether it held. */
        void that(String claim, boolean held, @Nullable Object seen) {
            add(new Proof(claim, String.valueOf(seen), held));
        }

        /** Proves that a call is refused: it holds only if the attempt throws. */
        void refused(String claim, Attempt attempt) {
            try {
                attempt.run();
                add(new Proof(claim, "it was not refused", false));
            } catch (Exception e) {
                add(new Proof(claim, describe(rootOf(e)), true));
            }
        }

        private void add(Proof proof) {
            all.add(proof);
            String seen = proof.seen().lines().findFirst().orElse("");
            out.printf("   %s %s: %s%n", proof.held() ? "ok  " : "FAIL", proof.claim(), seen);
        }

        private static Throwable rootOf(Throwable e) {
            Throwable root = e;
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                root = cause;
            }
            return root;
        }
    }
}
