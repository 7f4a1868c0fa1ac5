package io.gatehouse.acme;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is kept of a CA ({@link StateKind#ISSUER}): until when it asked to be left alone, by whom. Immutable. */
record IssuerState(URI directory, List<Pause> pauses) {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerState.class);
    private static final int PAUSE_PARTS = 3;
    private static final int DIGEST_BYTES = 8;
    private static final int LONGEST_HOST = 150;

    IssuerState {
        pauses = List.copyOf(pauses);
    }

    /**
     * A time in which nothing is asked.
     *
     * @param who the account that is meant, or {@link #EVERYBODY}
     * @param from when the CA said so
     */
    record Pause(String who, Instant from, Instant until) {
        static final String EVERYBODY = "all";

        boolean isOver(Instant now) {
            return !until.isAfter(now);
        }
    }

    /** What is kept; nothing if it cannot be read, for the CA will say it again. */
    static IssuerState read(CertificateStore store, URI directory) {
        IssuerState empty = new IssuerState(directory, List.of());
        try {
            return StateDocument.read(store, StateKind.ISSUER, documentName(directory))
                    .map(IssuerState::parse)
                    .filter(state -> state.directory.equals(directory))
                    .orElse(empty);
        } catch (CertificateStoreException | IllegalArgumentException | DateTimeException e) {
            LOG.error("Whether {} wants to be left alone is not known: {}", directory, e.getMessage(), e);
            return empty;
        }
    }

    void write(CertificateStore store) {
        print().write(store, documentName(directory));
    }

    StateDocument print() {
        StateDocument document = StateDocument.of(StateKind.ISSUER).with("directory", directory.toString());
        for (Pause pause : pauses) {
            document = document.with("pause", pause.who() + " " + pause.from() + " " + pause.until());
        }
        return document;
    }

    /** This state with a pause more, and without those that are over. */
    IssuerState with(Pause pause, Instant now) {
        List<Pause> more = new ArrayList<>(pauses);
        more.removeIf(known -> known.isOver(now));
        more.add(pause);
        return new IssuerState(directory, more);
    }

    static IssuerState parse(StateDocument document) {
        String directory = document.value("directory")
                .orElseThrow(() -> new IllegalArgumentException("it has no field \"directory\""));
        return new IssuerState(
                URI.create(directory),
                document.values("pause").stream().map(IssuerState::parsePause).toList());
    }

    private static Pause parsePause(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != PAUSE_PARTS || parts[0].isEmpty()) {
            throw new IllegalArgumentException("\"" + text + "\" is no pause");
        }
        return new Pause(parts[0], Instant.parse(parts[1]), Instant.parse(parts[2]));
    }

    /** The CA's host for people, and a digest, for an address may be longer than a file's name. */
    static String documentName(URI directory) {
        String host = Optional.ofNullable(directory.getHost()).orElse("ca");
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(directory.toString().getBytes(StandardCharsets.UTF_8));
            return host.substring(0, Math.min(host.length(), LONGEST_HOST)) + "-"
                    + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
