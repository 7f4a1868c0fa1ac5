package io.gatehouse.acme;

import java.util.Locale;

/** How far an order has come: what the journal says is about to be done, or was being done when the process died. */
enum OrderStep {
    /** The order is about to be placed; whether the CA has it is not known. */
    PLACING,
    /** The CA has it, and its URL is known. */
    PLACED,
    /** The answers to its challenges are about to be put in place. */
    ANSWERING,
    /** The CA is about to be told to look at them. */
    VALIDATING,
    /** The certificate is about to be asked for, with the staged key. */
    FINALIZING,
    /** The chain is about to be fetched and committed to the store. */
    COMMITTING;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
