package io.gatehouse.acme;

import io.gatehouse.core.pki.CertificateBundle;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept of a name between renewals ({@link StateKind#RENEWAL}): which CA each of its certificates is from, and the
 * plan for the next. Immutable.
 */
final class RenewalState {
    private static final Logger LOG = LoggerFactory.getLogger(RenewalState.class);
    /** Of versions before these nobody asks any more: nobody rolls back that far. */
    private static final int MOST_ORIGINS = 20;

    private static final List<String> FIELDS = List.of(
            "issued",
            "certificate",
            "made-at",
            "due-at",
            "ask-at",
            "not-before",
            "failures",
            "window-start",
            "window-end",
            "attempt-at",
            "problem");

    private final List<Origin> origins;
    private final @Nullable RenewalPlan plan;
    /** Fields of a later release, which are kept. */
    private final StateDocument others;

    private record Origin(String certificate, URI issuer) {}

    private RenewalState(List<Origin> origins, @Nullable RenewalPlan plan, StateDocument others) {
        this.origins = List.copyOf(origins);
        this.plan = plan;
        this.others = others;
    }

    private static RenewalState empty() {
        return new RenewalState(List.of(), null, StateDocument.of(StateKind.RENEWAL));
    }

    /** What is kept; nothing if it cannot be read, for it can be found out anew and must not stand in the way. */
    static RenewalState read(CertificateStore store, String name) {
        try {
            return StateDocument.read(store, StateKind.RENEWAL, name)
                    .map(RenewalState::parse)
                    .orElseGet(RenewalState::empty);
        } catch (CertificateStoreException | IllegalArgumentException | DateTimeException e) {
            LOG.error("The renewal of {} is planned anew: {}", name, e.getMessage(), e);
            return empty();
        }
    }

    void write(CertificateStore store, String name) {
        print().write(store, name);
    }

    /** The directory of the CA that issued the certificate; empty if it came here otherwise. */
    Optional<URI> issuerOf(CertificateBundle certificate) {
        return origins.stream()
                .filter(origin -> origin.certificate().equals(certificate.fingerprint()))
                .map(Origin::issuer)
                .findFirst();
    }

    RenewalState issued(CertificateBundle certificate, URI issuer) {
        Origin origin = new Origin(certificate.fingerprint(), issuer);
        List<Origin> more = new ArrayList<>(origins);
        more.removeIf(known -> known.certificate().equals(origin.certificate()));
        more.add(origin);
        return new RenewalState(more.subList(Math.max(0, more.size() - MOST_ORIGINS), more.size()), plan, others);
    }

    Optional<RenewalPlan> plan() {
        return Optional.ofNullable(plan);
    }

    RenewalState with(RenewalPlan next) {
        return new RenewalState(origins, next, others);
    }

    private StateDocument print() {
        StateDocument document = others;
        for (Origin origin : origins) {
            document = document.with("issued", origin.certificate() + " " + origin.issuer());
        }
        RenewalPlan known = plan;
        return known == null ? document : print(known, document);
    }

    private static StateDocument print(RenewalPlan plan, StateDocument before) {
        StateDocument document = before.with("certificate", plan.certificate())
                .with("made-at", plan.madeAt().toString())
                .with("due-at", plan.dueAt().toString())
                .with("ask-at", plan.askAt().toString())
                .with("not-before", plan.notBefore().toString())
                .with("failures", String.valueOf(plan.failures()));
        if (plan.window().isPresent()) {
            RenewalPlan.Window window = plan.window().get();
            document = document.with("window-start", window.start().toString())
                    .with("window-end", window.end().toString());
        }
        if (plan.attemptAt().isPresent()) {
            document = document.with("attempt-at", plan.attemptAt().get().toString());
        }
        return plan.problem().isPresent()
                ? document.with("problem", plan.problem().get())
                : document;
    }

    private static RenewalState parse(StateDocument document) {
        List<Origin> origins =
                document.values("issued").stream().map(RenewalState::origin).toList();
        StateDocument others = document;
        for (String field : FIELDS) {
            others = others.without(field);
        }
        RenewalPlan plan = document.value("certificate").isEmpty() ? null : parsePlan(document);
        return new RenewalState(origins, plan, others);
    }

    private static Origin origin(String text) {
        int space = text.indexOf(' ');
        if (space < 0) {
            throw new IllegalArgumentException("\"" + text + "\" is not a certificate and its issuer");
        }
        return new Origin(text.substring(0, space), URI.create(text.substring(space + 1)));
    }

    private static RenewalPlan parsePlan(StateDocument document) {
        Optional<Instant> start = document.value("window-start").map(Instant::parse);
        Optional<Instant> end = document.value("window-end").map(Instant::parse);
        return new RenewalPlan(
                required(document, "certificate"),
                Instant.parse(required(document, "made-at")),
                Instant.parse(required(document, "due-at")),
                start.flatMap(from -> end.map(until -> new RenewalPlan.Window(from, until))),
                Instant.parse(required(document, "ask-at")),
                Instant.parse(required(document, "not-before")),
                Integer.parseInt(required(document, "failures")),
                document.value("attempt-at").map(Instant::parse),
                document.value("problem"));
    }

    private static String required(StateDocument document, String field) {
        return document.value(field)
                .orElseThrow(() -> new IllegalArgumentException("it has no field \"" + field + "\""));
    }
}
