package io.gatehouse.core.http;

import java.io.IOException;

/** The body of an answer was longer than the caller would take. The connection is closed. */
public final class AnswerTooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    AnswerTooLongException(int longest) {
        super("it is longer than " + longest + " bytes");
    }
}
