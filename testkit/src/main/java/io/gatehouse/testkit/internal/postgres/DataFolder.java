package io.gatehouse.testkit.internal.postgres;

import io.gatehouse.core.Secret;
import io.gatehouse.testkit.PostgresServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The data folder of a new cluster: a copy of a template where there is one, else made by {@code initdb}, which takes most
 * of a start's time.
 *
 * <p>{@code initdb} is given no password and writes rules that reject everybody, so a template holds no secret and lets
 * nobody in. Each copy gets its superuser's password from {@code postgres --single}, which listens nowhere.
 */
final class DataFolder {
    private static final String PASSWORD_IS_SET = "the password is set";

    /** All that initdb decides for good. Losing a scratch folder with the machine harms nobody, hence no fsync. */
    private static final List<String> INITDB =
            List.of("--username=" + Cluster.SUPERUSER, "--auth=reject", "--encoding=UTF8", "--locale=C", "--no-sync");

    private final Programs programs;
    private final DataTemplates templates;

    DataFolder(Programs programs, DataTemplates templates) {
        this.programs = programs;
        this.templates = templates;
    }

    /** Makes the folder, for a server that is not started yet. */
    void create(Secret superuserPassword) throws IOException {
        programs.launcher().own(programs.folder());
        templates.fill(programs.data(), key(), this::initialize);
        programs.launcher().own(programs.data());
        setPassword(superuserPassword);
    }

    private void initialize() throws IOException {
        List<String> arguments = new ArrayList<>(INITDB);
        arguments.add("--pgdata=" + programs.data());
        programs.run("initdb", arguments, "");
    }

    /**
     * By standard input, as command lines are there for everybody to read. A failed statement neither ends the program nor
     * changes its exit code, so the new state is asked for.
     */
    private void setPassword(Secret password) throws IOException {
        String said = programs.run(
                "postgres",
                List.of(
                        "--single",
                        "-D",
                        programs.data().toString(),
                        "-c",
                        "fsync=off",
                        "-c",
                        "password_encryption=scram-sha-256",
                        // Or a failed statement would be logged, password and all.
                        "-c",
                        "log_min_error_statement=panic",
                        "postgres"),
                """
                ALTER ROLE %1$s PASSWORD '%2$s'
                SELECT '%3$s' FROM pg_authid WHERE rolname = '%1$s' AND rolpassword LIKE 'SCRAM-SHA-256$%%'
                """.formatted(Cluster.SUPERUSER, password.exposeText(), PASSWORD_IS_SET));
        if (!said.contains(PASSWORD_IS_SET)) {
            throw new PostgresServerException("cannot set the superuser's password; postgres --single said: " + said);
        }
    }

    /** What a template depends on: the programs, initdb's arguments, and the time zone that initdb writes down. */
    private List<String> key() throws IOException {
        Path bin = programs.binaries().bin().toRealPath();
        List<String> key = new ArrayList<>(INITDB);
        key.add(bin + " " + programs.binaries().version());
        // A package may be upgraded in place.
        key.add(identity(bin.resolve("postgres")));
        key.add(identity(bin.resolve("initdb")));
        key.add("time zone " + System.getenv("TZ"));
        Path zone = Path.of("/etc/localtime");
        key.add(Files.exists(zone) ? zone.toRealPath() + " " + identity(zone) : "no " + zone);
        return key;
    }

    private static String identity(Path program) throws IOException {
        BasicFileAttributes file = Files.readAttributes(program, BasicFileAttributes.class);
        return program.getFileName() + " of " + file.size() + " bytes, " + file.lastModifiedTime();
    }
}
