package io.gatehouse.postgres;

import io.gatehouse.testkit.PostgresServer;

/** The servers that a test is run against: a major version of the embedded ones, or {@code debian}. */
public final class ServerVersions {
    private ServerVersions() {}

    /** A server of that version, to be described further. */
    public static PostgresServer.Builder of(String version) {
        return version.equals("debian")
                ? PostgresServer.builder().debian()
                : PostgresServer.builder().version(Integer.parseInt(version));
    }
}
