package io.gatehouse.benchmark;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.postgres.Dsn;
import io.gatehouse.postgres.PostgresTls;
import io.gatehouse.testkit.PostgresServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import javax.sql.DataSource;

/**
 * Verified connections of ours beside those of pgjdbc's own factory, to one server in one run: the time to connect with a
 * client certificate, and queries over an open connection. Both read authority, certificate and key from the same files at
 * each connection; a third way has them in memory, as a pool that rotates does.
 *
 * <p>The ways take turns, so that what else runs on the machine meets all.
 *
 * <p>Arguments, optional: connections of each way in a round (200), rounds (5), queries of each way in a round (5000).
 */
public final class VerifiedSocketScenario {
    private static final String ONE_ROW = "SELECT 1";
    private static final String MANY_ROWS = "SELECT repeat('x', 100) FROM generate_series(1, 1000)";

    private final int connections;
    private final int rounds;
    private final int queries;

    private VerifiedSocketScenario(int connections, int rounds, int queries) {
        this.connections = connections;
        this.rounds = rounds;
        this.queries = queries;
    }

    @FunctionalInterface
    private interface Way {
        Connection connect() throws SQLException;
    }

    /**
     * Measures and prints.
     *
     * @param args see the class
     */
    public static void main(String[] args) throws IOException, SQLException {
        int[] numbers = {200, 5, 5000};
        for (int i = 0; i < args.length; i++) {
            numbers[i] = Integer.parseInt(args[i]);
        }
        Path folder = Files.createTempDirectory("gatehouse-benchmark");
        CertificateAuthority authority = CertificateAuthority.create("Benchmark CA");
        try (PostgresServer server = PostgresServer.builder()
                .tls(authority)
                .hba("hostssl all agent all cert")
                .start()) {
            new VerifiedSocketScenario(numbers[0], numbers[1], numbers[2]).run(server, authority, folder);
        } finally {
            for (String file : new String[] {"agent.crt", "agent.pk8"}) {
                Files.deleteIfExists(folder.resolve(file));
            }
            Files.delete(folder);
        }
    }

    private void run(PostgresServer server, CertificateAuthority authority, Path folder) throws SQLException {
        try (Connection superuser = server.superuserDataSource().getConnection();
                Statement sql = superuser.createStatement()) {
            sql.execute("CREATE ROLE agent LOGIN");
        }
        CertificateBundle client = authority.client("agent").issue();
        Path certificate = folder.resolve("agent.crt");
        Path key = folder.resolve("agent.pk8");
        SecureFiles.writePublic(certificate, client.fullchainPem().getBytes(StandardCharsets.US_ASCII));
        SecureFiles.write(key, client.privateKey().getEncoded());
        Dsn.Builder dsn =
                Dsn.host("localhost", server.port()).database("postgres").user("agent");
        DataSource fromFiles = PostgresTls.dataSource(dsn.verifyFull(server.caFile())
                .clientCertificate(certificate, key)
                .build());
        DataSource fromMemory = PostgresTls.dataSource(dsn.verifyFull(authority.certificate())
                .clientCertificate(client)
                .build());
        String url =
                "jdbc:postgresql://localhost:" + server.port() + "/postgres?user=agent&sslmode=verify-full&sslrootcert="
                        + server.caFile() + "&sslcert=" + certificate + "&sslkey=" + key + "&gssEncMode=disable";
        Way[] ways = {() -> DriverManager.getConnection(url), fromFiles::getConnection, fromMemory::getConnection};
        System.out.printf("PostgreSQL %s, load average %.2f%n", server.version(), load());
        for (int round = 1; round <= rounds; round++) {
            print(round, "connect", connect(ways), "us");
        }
        for (String query : new String[] {ONE_ROW, MANY_ROWS}) {
            query(ways, query);
        }
        System.out.printf("load average %.2f%n", load());
    }

    private double[][] connect(Way... ways) throws SQLException {
        double[][] times = new double[ways.length][connections];
        for (int i = 0; i < connections; i++) {
            for (int way = 0; way < ways.length; way++) {
                // Another one begins each time, so that none always comes after the same.
                int turn = (way + i) % ways.length;
                long begun = System.nanoTime();
                Connection connection = ways[turn].connect();
                times[turn][i] = (System.nanoTime() - begun) / 1e3;
                connection.close();
            }
        }
        return times;
    }

    private void query(Way[] ways, String query) throws SQLException {
        try (Connection theirs = ways[0].connect();
                Connection ours = ways[1].connect();
                Connection third = ways[2].connect();
                PreparedStatement first = theirs.prepareStatement(query);
                PreparedStatement second = ours.prepareStatement(query);
                PreparedStatement last = third.prepareStatement(query)) {
            PreparedStatement[] statements = {first, second, last};
            int count = query.equals(ONE_ROW) ? queries : Math.max(1, queries / 20);
            for (int round = 1; round <= rounds; round++) {
                double[][] times = new double[statements.length][count];
                for (int i = 0; i < count; i++) {
                    for (int way = 0; way < statements.length; way++) {
                        int turn = (way + i) % statements.length;
                        times[turn][i] = time(statements[turn]);
                    }
                }
                print(round, query.equals(ONE_ROW) ? "one row" : "1000 rows", times, "us");
            }
        }
    }

    private static double time(PreparedStatement statement) throws SQLException {
        long begun = System.nanoTime();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                rows.getString(1);
            }
        }
        return (System.nanoTime() - begun) / 1e3;
    }

    private static void print(int round, String what, double[][] times, String unit) {
        double[] median = new double[times.length];
        double[] mean = new double[times.length];
        for (int way = 0; way < times.length; way++) {
            mean[way] = Arrays.stream(times[way]).average().orElseThrow();
            Arrays.sort(times[way]);
            median[way] = times[way][times[way].length / 2];
        }
        System.out.printf(
                "%s, round %d, median (mean): pgjdbc %.0f (%.0f) %s, ours from files %.0f (%.0f), ratio %.3f (%.3f);"
                        + " from memory %.0f (%.0f), ratio %.3f (%.3f)%n",
                what,
                round,
                median[0],
                mean[0],
                unit,
                median[1],
                mean[1],
                median[1] / median[0],
                mean[1] / mean[0],
                median[2],
                mean[2],
                median[2] / median[0],
                mean[2] / mean[0]);
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
