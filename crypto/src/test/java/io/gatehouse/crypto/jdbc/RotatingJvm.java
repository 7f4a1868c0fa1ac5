package io.gatehouse.crypto.jdbc;

import io.gatehouse.core.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A JVM that rewraps the table {@code access_key}, until it is done or killed. After each batch it prints how many values
 * it has changed and the key of the last row, and wants a byte for it, without which it soon goes no further.
 */
final class RotatingJvm {
    /** How many batches it does ahead of those that it got a byte for. */
    static final int AHEAD = 20;

    private int told;

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
        TableReport report = resumed.onProgress(new RotatingJvm()::tell).run();
        System.out.println("done " + report.complete());
    }

    private void tell(TableProgress progress) {
        System.out.println(progress.changed() + " " + progress.lastKey());
        try {
            if (++told > AHEAD && System.in.read() < 0) {
                throw new IllegalStateException("nobody listens any more");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Secret secret(long row, int write) {
        return Secret.ofText("secret of row " + row + ", write " + write);
    }
}
