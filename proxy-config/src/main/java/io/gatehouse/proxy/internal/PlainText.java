package io.gatehouse.proxy.internal;

import java.util.Optional;

/** What no configuration language holds safely: control characters, and text that has no UTF-8 form. */
public final class PlainText {
    private PlainText() {}

    /** Why a value can stand in no file, if it cannot. */
    public static Optional<String> refusal(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == 0x7f) {
                return Optional.of(String.format("holds the control character U+%04X; remove it", (int) c));
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return Optional.of(String.format("holds the lone surrogate U+%04X, which is no character", (int) c));
            }
        }
        return Optional.empty();
    }
}
