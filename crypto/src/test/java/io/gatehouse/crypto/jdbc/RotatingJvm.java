package io.gatehouse.crypto.jdbc;

import io.gatehouse.core.Secret;
import org.postgresql.ds.PGSimpleDataSource;

/** A JVM that rewraps the table {@code access_key} and prints the key of each last row, until it is done or killed. */
final class RotatingJvm {
    private RotatingJvm() {}

    /**
     * Runs.
     *
     * @param arguments a JDBC URL, a user, and the key to start behind if there is one; the password comes by the
     *     environment
     */
    public static void main(String[] arguments) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(arguments[0]);
        dataSource.setUser(arguments[1]);
        dataSource.setPassword(System.getenv("PGPASSWORD"));
        TableRun run =
                TableRewrap.of(dataSource, Rotation.TABLE, Rotation.ROTATED).batchSize(50);
        TableRun resumed = arguments.length > 2 ? run.startAfter(arguments[2]) : run;
        TableReport report = resumed.onProgress(
                        progress -> System.out.println(progress.changed() + " " + progress.lastKey()))
                .run();
        System.out.println("done " + report.complete());
    }

    static Secret secret(long row, int write) {
        return Secret.ofText("secret of row " + row + ", write " + write);
    }
}
