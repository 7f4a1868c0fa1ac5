package io.gatehouse.postgres.server;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** Files of a running server: replaced, loaded without a restart, and put back unless the server is seen to use them. */
final class ServedFiles {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final DataSource superuser;
    private final Duration limit;

    ServedFiles(DataSource superuser, Duration limit) {
        this.superuser = superuser;
        this.limit = limit;
    }

    /** A look at the server. */
    interface Proof {
        /** Whether it uses the new files; a failure is no answer, and ends the exchange. */
        boolean holds() throws IOException, SQLException;

        /** What is seen instead, and where to look for the reason. */
        String otherwise();
    }

    /** New content of a file. */
    static final class Replacement {
        private final KeyFile file;
        private final byte[] content;

        Replacement(KeyFile file, byte[] content) {
            this.file = file;
            this.content = content;
        }

        boolean isDone() {
            return file.holds(content);
        }

        void wipe() {
            Arrays.fill(content, (byte) 0);
        }
    }

    void exchange(List<Replacement> replacements, Proof proof) throws IOException, SQLException {
        List<Optional<byte[]>> old = new ArrayList<>();
        for (Replacement replacement : replacements) {
            old.add(replacement.file.content());
        }
        try {
            for (Replacement replacement : replacements) {
                replacement.file.replace(replacement.content);
            }
            reload();
            await(proof);
        } catch (IOException | SQLException | RuntimeException e) {
            putBack(replacements, old, e);
            throw e;
        } finally {
            old.forEach(content -> content.ifPresent(bytes -> Arrays.fill(bytes, (byte) 0)));
        }
    }

    private void putBack(List<Replacement> replacements, List<Optional<byte[]>> old, Exception failure) {
        try {
            for (int i = 0; i < replacements.size(); i++) {
                replacements.get(i).file.restore(old.get(i));
            }
            reload();
        } catch (IOException | SQLException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void reload() throws SQLException {
        try (Connection connection = superuser.getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute("SELECT pg_catalog.pg_reload_conf()");
        }
    }

    /** The server reloads in its own time, and says in its log alone if it did not. */
    private void await(Proof proof) throws IOException, SQLException {
        long start = System.nanoTime();
        while (!proof.holds()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new IOException("after " + limit + " it still " + proof.otherwise());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
