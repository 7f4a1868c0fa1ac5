package io.gatehouse.testkit.containers;

import org.opentest4j.TestAbortedException;
import org.testcontainers.DockerClientFactory;

/** The engine that runs the containers, as Testcontainers finds it: {@code DOCKER_HOST}, the usual socket and so on. */
public final class DockerEngine {
    private DockerEngine() {}

    /** Whether one answers. */
    public static boolean answers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /**
     * Has JUnit report the test as skipped where none answers.
     *
     * @param what what the engine is needed for, by its name
     * @throws TestAbortedException when none answers
     * @throws AssertionError when none answers and the environment says {@code CI=true}: nothing may be skipped
     */
    public static void require(String what) {
        if (answers()) {
            return;
        }
        String message = what + " in a container: no Docker engine answers; start one, or set DOCKER_HOST";
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(message + " (CI=true, so nothing is skipped)");
        }
        throw new TestAbortedException(message);
    }
}
