package io.gatehouse.core.pki;

/** Marks what lands within the hour; goes away with the last of it. */
final class Landing {
    private Landing() {}

    @SuppressWarnings({"DoNotCallSuggester", "TypeParameterUnusedInFormals"}) // gone within the hour
    static <T> T next() {
        throw new UnsupportedOperationException("landing next");
    }
}
