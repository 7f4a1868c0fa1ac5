package io.gatehouse.core;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A legal domain name, held in its ASCII form: lower case, A-labels (RFC 5890), no trailing dot.
 *
 * <p>Labels are letters, digits and inner hyphens, with an optional leading underscore for names such as
 * {@code _acme-challenge}; the left-most label may be {@code *}. International names are encoded with the JDK's
 * {@link IDN} (RFC 3490). Its successor (RFC 5891) treats four characters differently; a name with one of them is
 * refused, since guessing could name somebody else's domain. Give its {@code xn--} form instead.
 *
 * <p>Immutable. Ordered by text.
 *
 * @param text the name; normalised on construction
 */
public record DomainName(String text) implements Identifier, Comparable<DomainName> {
    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;
    private static final String WILDCARD = "*.";
    private static final String DEVIATIONS = "\u00df\u03c2\u200c\u200d";

    /**
     * Normalises and checks the name.
     *
     * @throws InvalidNameException if it is not a legal domain name
     */
    public DomainName {
        text = normalise(text);
    }

    /**
     * Reads a name in Unicode or ASCII form; one trailing dot is dropped.
     *
     * @throws InvalidNameException if it is not a legal domain name
     */
    public static DomainName of(String text) {
        return new DomainName(text);
    }

    /** The name as people read it, with A-labels decoded where the JDK can. */
    public String unicode() {
        return IDN.toUnicode(text);
    }

    /** Whether the left-most label is {@code *}. */
    public boolean isWildcard() {
        return text.startsWith(WILDCARD);
    }

    /** Whether a host can have this name: no label begins with an underscore. */
    public boolean isHostName() {
        return labels().stream().noneMatch(label -> label.startsWith("_"));
    }

    /** The name without its leading {@code *.}, or the name itself. */
    public DomainName base() {
        return isWildcard() ? of(text.substring(WILDCARD.length())) : this;
    }

    /** The name without its left-most label; empty for a single label. */
    public Optional<DomainName> parent() {
        int dot = text.indexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(of(text.substring(dot + 1)));
    }

    /** The labels from left to right, {@code *} included. */
    public List<String> labels() {
        return List.of(text.split("\\.", -1));
    }

    /** Whether this name is the zone's apex or lies below it. */
    public boolean isAtOrBelow(DomainName zone) {
        return text.equals(zone.text) || text.endsWith("." + zone.text);
    }

    /**
     * The name with labels put in front: {@code child("_acme-challenge")}.
     *
     * @throws InvalidNameException if the result is not a legal domain name
     */
    public DomainName child(String labels) {
        return of(Objects.requireNonNull(labels, "labels") + "." + text);
    }

    /** Whether this name, as found in a certificate, is good for that host: {@code *} is one label (RFC 6125, 6.4.3). */
    public boolean matches(DomainName host) {
        return equals(host)
                || (isWildcard()
                        && !host.isWildcard()
                        && host.text.indexOf('.') > 0
                        && host.text.substring(host.text.indexOf('.') + 1).equals(text.substring(WILDCARD.length())));
    }

    @Override
    public int compareTo(DomainName other) {
        return text.compareTo(other.text);
    }

    /** The canonical text. */
    @Override
    public String toString() {
        return text;
    }

    private static String normalise(String given) {
        Objects.requireNonNull(given, "text");
        return isCanonical(given) ? given : takenApart(given);
    }

    /** Whether a look at each character shows that there is nothing to change or refuse, as with most names. */
    private static boolean isCanonical(String name) {
        int labelStart = 0;
        boolean number = true;
        for (int i = 0; i <= name.length(); i++) {
            char c = i < name.length() ? name.charAt(i) : '.';
            if (c != '.') {
                if (!isLetterDigitHyphen(c)) {
                    return false;
                }
                number &= c >= '0' && c <= '9';
            } else {
                boolean plainLabel = i > labelStart
                        && i - labelStart <= MAX_LABEL
                        && name.charAt(labelStart) != '-'
                        && name.charAt(i - 1) != '-';
                boolean lastIsNumber = number && i == name.length();
                if (!plainLabel || lastIsNumber) {
                    return false;
                }
                labelStart = i + 1;
                number = true;
            }
        }
        return name.length() <= MAX_NAME;
    }

    private static String takenApart(String given) {
        String dotted = given.replace('\u3002', '.').replace('\uff0e', '.').replace('\uff61', '.');
        String name = dotted.endsWith(".") ? dotted.substring(0, dotted.length() - 1) : dotted;
        if (name.isEmpty()) {
            throw new InvalidNameException(
                    given, "is no domain name: it has no label. Give a name such as example.org.");
        }
        List<String> labels = new ArrayList<>();
        for (String label : name.split("\\.", -1)) {
            labels.add(normaliseLabel(given, label, labels.isEmpty()));
        }
        String ascii = labels.stream().collect(Collectors.joining("."));
        checkWhole(given, ascii, labels);
        return ascii;
    }

    private static void checkWhole(String given, String ascii, List<String> labels) {
        if (ascii.length() > MAX_NAME) {
            throw new InvalidNameException(
                    given,
                    "is no domain name: " + ascii.length() + " characters in ASCII form, and DNS allows " + MAX_NAME
                            + ".");
        }
        String last = labels.get(labels.size() - 1);
        if (last.equals("*")) {
            throw new InvalidNameException(
                    given, "is no domain name: a wildcard needs a name to its right, such as *.example.org.");
        }
        if (last.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new InvalidNameException(
                    given,
                    "is no domain name: its last label is a number. If an IP address was meant, write all four parts of it"
                            + " and read it as an IpAddress.");
        }
    }

    private static String normaliseLabel(String given, String label, boolean leftMost) {
        if (label.isEmpty()) {
            throw new InvalidNameException(given, "is no domain name: it has an empty label. Remove the extra dot.");
        }
        if (label.equals("*") && leftMost) {
            return label;
        }
        if (label.indexOf('*') >= 0) {
            throw new InvalidNameException(
                    given, "is no domain name: * may stand only as the whole left-most label, as in *.example.org.");
        }
        String ascii = isAscii(label) ? label.toLowerCase(Locale.ROOT) : toAscii(given, label);
        checkLabel(given, ascii);
        return ascii;
    }

    private static String toAscii(String given, String label) {
        if (label.chars().anyMatch(c -> DEVIATIONS.indexOf(c) >= 0)) {
            throw new InvalidNameException(
                    given,
                    "holds a character (sharp s, final sigma or a zero-width joiner) that the two IDNA standards encode"
                            + " differently. Give the label in its xn-- form, as your registry shows it.");
        }
        if (label.length() > MAX_NAME) {
            // IDN is made for names: what it throws for far longer texts is no IllegalArgumentException.
            throw new InvalidNameException(
                    given,
                    "is no domain name: it has a label of " + label.length() + " characters, and DNS allows 63.");
        }
        try {
            return IDN.toASCII(label).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new InvalidNameException(
                    given,
                    "is no domain name: the label \"" + label
                            + "\" has no ASCII form (RFC 3490). Check its spelling, or give"
                            + " the label in its xn-- form.");
        }
    }

    private static void checkLabel(String given, String ascii) {
        if (ascii.length() > MAX_LABEL) {
            throw new InvalidNameException(
                    given,
                    "is no domain name: a label has " + ascii.length() + " characters in ASCII form, and DNS allows "
                            + MAX_LABEL + ".");
        }
        String body = ascii.startsWith("_") ? ascii.substring(1) : ascii;
        boolean legal = !body.isEmpty()
                && !body.startsWith("-")
                && !body.endsWith("-")
                && !body.equals("xn--")
                && body.chars().allMatch(DomainName::isLetterDigitHyphen);
        if (!legal) {
            throw new InvalidNameException(
                    given,
                    "is no domain name: the label \"" + ascii
                            + "\" is not letters, digits and inner hyphens (an underscore"
                            + " may lead). Give the bare name, without scheme, port, path or blanks.");
        }
    }

    private static boolean isAscii(String label) {
        return label.chars().allMatch(c -> c < 0x80);
    }

    private static boolean isLetterDigitHyphen(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
}
