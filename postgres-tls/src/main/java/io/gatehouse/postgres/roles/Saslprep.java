package io.gatehouse.postgres.roles;

import java.text.Normalizer;
import java.util.Optional;

/**
 * Passwords as SCRAM sees them: SASLprep (RFC 4013) for stored strings.
 *
 * <p>PostgreSQL and its drivers take a password that SASLprep forbids as it stands, each in its own way. Such a password is
 * refused here: what one client is let in with another could be kept out with.
 */
final class Saslprep {
    /** RFC 4013 maps this one to a space (RFC 3454, C.1.2) and to nothing (B.1); implementations differ. */
    private static final int ZERO_WIDTH_SPACE = 0x200B;

    private Saslprep() {}

    /** Why a password cannot be prepared; empty for a good one. Says nothing of its content but the kind of fault. */
    static Optional<String> problem(String password) {
        String mapped = map(password);
        if (mapped.isEmpty()) {
            return Optional.of(password.isEmpty() ? "the password is empty" : "the password shows no character at all");
        }
        String prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        // PostgreSQL looks for what is forbidden before it normalises, RFC 4013 afterwards.
        if (password.indexOf(ZERO_WIDTH_SPACE) >= 0 || isForbidden(mapped) || isForbidden(prepared)) {
            return Optional.of("the password holds a character that SASLprep (RFC 4013) forbids, such as a control"
                    + " character or one younger than Unicode 3.2 (most emoji): choose another");
        }
        return mixesDirections(mapped) || mixesDirections(prepared)
                ? Optional.of("the password mixes right-to-left with left-to-right letters, or does not begin and end"
                        + " with a right-to-left one, which SASLprep (RFC 4013) forbids: choose another")
                : Optional.empty();
    }

    /**
     * The form that is hashed.
     *
     * @throws IllegalArgumentException if there is a {@link #problem}
     */
    static String prepare(String password) {
        problem(password).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return Normalizer.normalize(map(password), Normalizer.Form.NFKC);
    }

    /** RFC 4013, section 2.1. */
    private static String map(String password) {
        StringBuilder mapped = new StringBuilder(password.length());
        password.codePoints().forEach(c -> {
            if (isOtherSpace(c)) {
                mapped.append(' ');
            } else if (!isMappedToNothing(c)) {
                mapped.appendCodePoint(c);
            }
        });
        return mapped.toString();
    }

    /** RFC 3454, table C.1.2. */
    private static boolean isOtherSpace(int c) {
        return c == 0xA0 || c == 0x1680 || in(c, 0x2000, 0x200B) || c == 0x202F || c == 0x205F || c == 0x3000;
    }

    /** RFC 3454, table B.1. */
    private static boolean isMappedToNothing(int c) {
        return c == 0xAD
                || c == 0x34F
                || c == 0x1806
                || in(c, 0x180B, 0x180D)
                || in(c, 0x200C, 0x200D)
                || c == 0x2060
                || in(c, 0xFE00, 0xFE0F)
                || c == 0xFEFF;
    }

    private static boolean isForbidden(String text) {
        return text.codePoints()
                .anyMatch(c -> isControl(c) || isNoText(c) || isInappropriate(c) || Unassigned.contains(c));
    }

    /** RFC 3454, tables C.2.1 and C.2.2. */
    private static boolean isControl(int c) {
        return c < 0x20
                || in(c, 0x7F, 0x9F)
                || c == 0x6DD
                || c == 0x70F
                || c == 0x180E
                || in(c, 0x2028, 0x2029)
                || in(c, 0x2060, 0x2063)
                || in(c, 0x206A, 0x206F)
                || in(c, 0xFFF9, 0xFFFC)
                || in(c, 0x1D173, 0x1D17A);
    }

    /** RFC 3454, tables C.3, C.4 and C.5: private use, no characters, surrogates. */
    private static boolean isNoText(int c) {
        return in(c, 0xD800, 0xF8FF) || in(c, 0xFDD0, 0xFDEF) || (c & 0xFFFE) == 0xFFFE || c >= 0xF0000;
    }

    /** RFC 3454, tables C.6 to C.9. */
    private static boolean isInappropriate(int c) {
        return c == 0xFFFD
                || in(c, 0x2FF0, 0x2FFB)
                || in(c, 0x340, 0x341)
                || in(c, 0x200E, 0x200F)
                || in(c, 0x202A, 0x202E)
                || c == 0xE0001
                || in(c, 0xE0020, 0xE007F);
    }

    /** RFC 3454, section 6. */
    private static boolean mixesDirections(String text) {
        if (text.codePoints().noneMatch(Saslprep::isRightToLeft)) {
            return false;
        }
        boolean framed = isRightToLeft(text.codePointAt(0)) && isRightToLeft(text.codePointBefore(text.length()));
        return !framed
                || text.codePoints()
                        .anyMatch(c -> Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT);
    }

    private static boolean isRightToLeft(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    private static boolean in(int c, int first, int last) {
        return c >= first && c <= last;
    }
}
