package io.gatehouse.acme;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A problem document as the CA sent it (RFC 7807; RFC 8555, section 6.7).
 *
 * @param type the kind, as a URI, such as {@code urn:ietf:params:acme:error:rateLimited}
 * @param detail the CA's own words; empty when it gave none
 * @param identifierText the name or address it is about as the CA wrote it, or {@code null}
 * @param subproblems what it is made of, where the CA says so (RFC 8555, section 6.7.1)
 */
public record AcmeProblem(
        String type, String detail, @Nullable String identifierText, List<AcmeProblem> subproblems)
        implements Serializable {
    private static final int LONGEST_SENTENCE = 2000;
    private static final String ACME_PREFIX = "urn:ietf:params:acme:error:";

    /** Copies the list. */
    public AcmeProblem {
        subproblems = List.copyOf(subproblems);
    }

    /** The name or address it is about, where the CA says. */
    public Optional<String> identifier() {
        return Optional.ofNullable(identifierText);
    }

    /** The last part of an ACME error type, such as {@code rateLimited}; the whole type when it is none of ACME's. */
    public String kind() {
        return type.startsWith(ACME_PREFIX) ? type.substring(ACME_PREFIX.length()) : type;
    }

    /** Whether the account that asked is none at this CA. */
    boolean isUnknownAccount() {
        return kind().equals("accountDoesNotExist");
    }

    /** One line: identifier, kind, detail and subproblems. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        identifier().ifPresent(name -> text.append(name).append(": "));
        text.append(kind());
        if (!detail.isEmpty()) {
            text.append(": ").append(detail);
        }
        if (!subproblems.isEmpty()) {
            text.append(' ').append(subproblems);
        }
        return text.toString();
    }

    /**
     * The same line as a sentence of a message: with one full stop, whatever a CA sent without its line breaks, and no more
     * of it than people read.
     */
    String sentence() {
        String line = toString().replaceAll("\\p{Cntrl}+", " ").strip();
        if (line.length() > LONGEST_SENTENCE) {
            line = line.substring(0, LONGEST_SENTENCE) + " …";
        }
        return line.endsWith(".") ? line : line + ".";
    }
}
