package io.gatehouse.benchmark.dsn;

import io.gatehouse.benchmark.envelope.ProcessorTime;
import io.gatehouse.postgres.Conninfo;
import io.gatehouse.postgres.Dsn;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many data source names are read in a second. {@code ops} divided by the seconds of {@link ProcessorTime} is what a
 * core does, whoever else uses the machine. pgjdbc checks nothing and reads its own form only.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DsnBenchmark {
    private static final String SERVER = "agent@db.example.org:5432/situation?sslmode=verify-full"
            + "&sslrootcert=ca.crt&sslcert=client.crt&sslkey=client.key";

    private final String uri = "postgresql://" + SERVER;
    private final String keywords = "host=db.example.org port=5432 dbname=situation user=agent sslmode=verify-full"
            + " sslrootcert=ca.crt sslcert=client.crt sslkey=client.key";
    private final String jdbc = "jdbc:postgresql://db.example.org:5432/situation?user=agent&sslmode=verify-full"
            + "&sslrootcert=ca.crt&sslcert=client.crt&sslkey=client.key";
    private final String r2dbc = "r2dbc:postgresql://agent@db.example.org:5432/situation?sslMode=verify-full"
            + "&sslRootCert=ca.crt&sslCert=client.crt&sslKey=client.key";

    private final Driver pgjdbc = pgjdbc();

    /**
     * A libpq URI as libpq understands it.
     *
     * @param time of this thread
     * @return so that it is not optimised away
     */
    @Benchmark
    public Conninfo conninfoFromUri(ProcessorTime time) {
        return Conninfo.parse(uri);
    }

    /**
     * A libpq URI, checked.
     *
     * @param time of this thread
     * @return so that it is not optimised away
     */
    @Benchmark
    public Dsn dsnFromUri(ProcessorTime time) {
        return Dsn.parseLibpqUri(uri);
    }

    /**
     * libpq's keywords, checked.
     *
     * @param time of this thread
     * @return so that it is not optimised away
     */
    @Benchmark
    public Dsn dsnFromKeywords(ProcessorTime time) {
        return Conninfo.parse(keywords).toDsn();
    }

    /**
     * A JDBC URL, checked.
     *
     * @param time of this thread
     * @return so that it is not optimised away
     */
    @Benchmark
    public Dsn dsnFromJdbcUrl(ProcessorTime time) {
        return Dsn.parseJdbcUrl(jdbc);
    }

    /**
     * An R2DBC URL, checked.
     *
     * @param time of this thread
     * @return so that it is not optimised away
     */
    @Benchmark
    public Dsn dsnFromR2dbcUrl(ProcessorTime time) {
        return Dsn.parseR2dbcUrl(r2dbc);
    }

    /**
     * The peer: pgjdbc reads its URL, and says whether it could.
     *
     * @param time of this thread
     * @return so that it is not optimised away
     * @throws SQLException never
     */
    @Benchmark
    public boolean pgjdbcFromJdbcUrl(ProcessorTime time) throws SQLException {
        return pgjdbc.acceptsURL(jdbc);
    }

    private static Driver pgjdbc() {
        try {
            return DriverManager.getDriver("jdbc:postgresql://localhost/");
        } catch (SQLException e) {
            throw new IllegalStateException("pgjdbc is not on the class path", e);
        }
    }
}
