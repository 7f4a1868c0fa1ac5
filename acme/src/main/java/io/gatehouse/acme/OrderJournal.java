package io.gatehouse.acme;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.pki.CertificateBundle;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was begun under a name and is not done: an order, and answers of earlier ones that could not be taken away. Each
 * method that changes it returns when the change is on disk, so that it is called before the side effect it tells of.
 *
 * <p>Not safe for use by many threads; whoever holds the name's lock uses it.
 */
final class OrderJournal {
    private static final int ANSWER_PARTS = 6;

    private final CertificateStore store;
    private final String name;
    private @Nullable JournaledOrder order;
    private Set<Answer> leftovers = new LinkedHashSet<>();

    private OrderJournal(CertificateStore store, String name) {
        this.store = store;
        this.name = name;
    }

    /**
     * The journal of a name, empty if nothing was begun.
     *
     * @throws CertificateStoreException if it cannot be read; nothing is begun anew over a journal that may name records
     */
    static OrderJournal open(CertificateStore store, String name) {
        OrderJournal journal = new OrderJournal(store, name);
        StateDocument.read(store, StateKind.ORDER, name).ifPresent(journal::load);
        return journal;
    }

    /** The name whose journal it is. */
    String name() {
        return name;
    }

    Optional<JournaledOrder> order() {
        return Optional.ofNullable(order);
    }

    /** Answers that may still be where an order that is over put them. */
    List<Answer> leftovers() {
        return List.copyOf(leftovers);
    }

    boolean isEmpty() {
        return order == null && leftovers.isEmpty();
    }

    void begin(JournaledOrder begun) {
        order = begun;
        save();
    }

    void placed(URI location) {
        change(required().placedAt(location));
    }

    void answering(List<Answer> planned) {
        JournaledOrder known = required();
        known.answers().stream().filter(answer -> !planned.contains(answer)).forEach(leftovers::add);
        change(known.answering(planned));
    }

    void at(OrderStep step) {
        change(required().at(step));
    }

    /** The certificate is about to be committed. */
    void committing(CertificateBundle certificate) {
        change(required().committing(certificate.fingerprint()));
    }

    /** Whether the order is done but for saying so: what came of it is the certificate given. */
    boolean isSettledBy(CertificateBundle current) {
        return order().flatMap(JournaledOrder::certificate).equals(Optional.of(current.fingerprint()));
    }

    /** The order's answers are not needed any more; what is not deleted now is a leftover. */
    void answered() {
        JournaledOrder known = required();
        leftovers.addAll(known.answers());
        change(known.withoutAnswers());
    }

    /** These are gone from wherever they were. */
    void cleaned(List<Answer> gone) {
        leftovers.removeAll(gone);
        save();
    }

    /** The order is over, well or not. Its answers stay leftovers until they are cleaned. */
    void close() {
        JournaledOrder known = order;
        if (known != null) {
            leftovers.addAll(known.answers());
        }
        order = null;
        save();
    }

    private JournaledOrder required() {
        JournaledOrder known = order;
        if (known == null) {
            throw new IllegalStateException("No order was begun for " + name);
        }
        return known;
    }

    private void change(JournaledOrder next) {
        order = next;
        save();
    }

    private void save() {
        JournaledOrder known = order;
        if (known == null && leftovers.isEmpty()) {
            store.removeState(StateKind.ORDER, name);
            return;
        }
        StateDocument document = StateDocument.of(StateKind.ORDER);
        if (known != null) {
            document = print(document, known);
        }
        for (Answer leftover : leftovers) {
            document = document.with("leftover", print(leftover));
        }
        document.write(store, name);
    }

    private static StateDocument print(StateDocument empty, JournaledOrder order) {
        StateDocument document = empty.with("directory", order.directory().toString())
                .with("step", order.step().text())
                .with("key", order.key());
        for (Identifier identifier : order.identifiers()) {
            document = document.with("identifier", identifier.text());
        }
        if (order.profile().isPresent()) {
            document = document.with("profile", order.profile().get());
        }
        if (order.validity().isPresent()) {
            document = document.with("validity", order.validity().get().toString());
        }
        if (order.replaces().isPresent()) {
            document = document.with("replaces", order.replaces().get().text());
        }
        if (order.certificate().isPresent()) {
            document = document.with("certificate", order.certificate().get());
        }
        if (order.location().isPresent()) {
            document = document.with("order", order.location().get().toString());
        }
        for (Answer answer : order.answers()) {
            document = document.with("answer", print(answer));
        }
        return document;
    }

    private static String print(Answer answer) {
        Challenge challenge = answer.challenge();
        return String.join(
                " ",
                challenge.type().text(),
                challenge.identifier().text(),
                challenge.token(),
                challenge.keyAuthorization(),
                challenge.account().toString(),
                answer.place());
    }

    private void load(StateDocument document) {
        try {
            if (document.value("directory").isPresent()) {
                order = parseOrder(document);
            }
            leftovers = new LinkedHashSet<>(document.values("leftover").stream()
                    .map(OrderJournal::parseAnswer)
                    .toList());
        } catch (IllegalArgumentException | DateTimeException | GatehouseException e) {
            throw new CertificateStoreException(
                    "The journal of the order for \"" + name + "\" cannot be read: " + e.getMessage()
                            + ". It may name records that are still in the DNS. Restore it, or see to those records and"
                            + " remove it.",
                    e);
        }
    }

    private static JournaledOrder parseOrder(StateDocument document) {
        return new JournaledOrder(
                URI.create(required(document, "directory")),
                document.values("identifier").stream().map(Identifier::parse).toList(),
                document.value("profile"),
                document.value("validity").map(Duration::parse),
                required(document, "key"),
                document.value("replaces").map(CertificateId::new),
                step(required(document, "step")),
                document.value("order").map(URI::create),
                document.values("answer").stream()
                        .map(OrderJournal::parseAnswer)
                        .toList(),
                document.value("certificate"));
    }

    private static String required(StateDocument document, String field) {
        return document.value(field)
                .orElseThrow(() -> new IllegalArgumentException("it has no field \"" + field + "\""));
    }

    private static OrderStep step(String text) {
        return Arrays.stream(OrderStep.values())
                .filter(step -> step.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is no step of an order"));
    }

    private static Answer parseAnswer(String text) {
        List<String> parts = new ArrayList<>(List.of(text.split(" ", ANSWER_PARTS)));
        if (parts.size() != ANSWER_PARTS) {
            throw new IllegalArgumentException("\"" + text + "\" is no answer to a challenge");
        }
        ChallengeType type = ChallengeType.find(parts.get(0))
                .orElseThrow(() -> new IllegalArgumentException("\"" + parts.get(0) + "\" is no kind of challenge"));
        Challenge challenge = new Challenge(
                Identifier.parse(parts.get(1)), type, parts.get(2), parts.get(3), URI.create(parts.get(4)));
        return new Answer(challenge, parts.get(5));
    }
}
