package io.gatehouse.testkit.internal.peer;

import org.opentest4j.TestAbortedException;

/** How a test ends that cannot run here. */
public final class MissingProgram {
    private MissingProgram() {}

    /**
     * Where nothing may be skipped, under {@code CI=true}, the test fails instead.
     *
     * @param message what is missing, and how to install it
     * @return for the caller to throw
     * @throws AssertionError when the environment says {@code CI=true}
     */
    public static TestAbortedException skip(String message) {
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(message + " (CI=true, so nothing is skipped)");
        }
        return new TestAbortedException(message);
    }
}
