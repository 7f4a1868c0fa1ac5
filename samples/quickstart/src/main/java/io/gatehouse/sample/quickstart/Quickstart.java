package io.gatehouse.sample.quickstart;

import com.zaxxer.hikari.HikariDataSource;
import io.gatehouse.acme.Certificates;
import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.postgres.PostgresTls;
import io.gatehouse.sample.quickstart.Journal.BrokenOff;
import io.gatehouse.sample.quickstart.Journal.Fact;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The whole path of Gatehouse on embedded defaults: a TLS-only database with least-privilege roles, secrets migrated to
 * envelopes and their key rotated, a certificate over DNS-01 served live and renewed under load, and four proxies.
 *
 * <p>Each claim is proved on real parts and printed as it is. Exit code 0 only if every proof held, 1 if one did not, 2 if
 * the run could not begin.
 */
public final class Quickstart {
    private final ResultsFolder out;
    private final Journal journal;

    private Quickstart(ResultsFolder out, PrintStream console) {
        this.out = out;
        this.journal = new Journal(console);
    }

    /**
     * Runs all of it and exits.
     *
     * @param args the folder that takes the results; {@code out/quickstart} if left out
     */
    public static void main(String[] args) {
        Path out = Path.of(args.length > 0 ? args[0] : "out/quickstart");
        System.exit(run(out.toAbsolutePath().normalize(), System.out, System.err));
    }

    /** Runs all of it. Returns the exit code. */
    static int run(Path folder, PrintStream console, PrintStream errors) {
        Instant at = Clock.systemUTC().instant();
        Quickstart quickstart;
        try {
            quickstart = new Quickstart(ResultsFolder.prepare(folder), console);
        } catch (GatehouseException e) {
            errors.println("quickstart: the results have no place. " + e.getMessage());
            return 2;
        }
        try {
            quickstart.steps();
        } catch (BrokenOff e) {
            errors.println("quickstart: a step broke off, so the later ones did not run. " + e.getMessage());
        }
        quickstart.close(at, console);
        return quickstart.journal.held() ? 0 : 1;
    }

    private void steps() {
        try (DatabaseStep database =
                        journal.step("PostgreSQL speaks TLS only and knows its clients by certificate", proofs -> {
                            DatabaseStep step = new DatabaseStep(out.part("postgres"));
                            step.run(proofs);
                            return step;
                        });
                CertificateStep certificate = new CertificateStep(out.part("certificates"))) {
            secrets(database);
            Certificates certificates =
                    journal.step("A certificate for a name and its wildcard, over DNS-01", certificate::run);
            CertificateBundle served = journal.step(
                    "HTTPS with the live context, renewed under load",
                    new ServiceStep(certificates, certificate.trustAnchor())::run);
            journal.facts("Certificate chain", certificate.facts(served));
            List<Fact> proxies = journal.step(
                    "nginx, Apache, HAProxy and Caddy from one model",
                    new ProxyStep(out.part("proxy"), certificate.live(), served, certificate.trustAnchor(), journal)
                            ::run);
            journal.facts("Proxies", proxies);
        }
    }

    private void secrets(DatabaseStep database) {
        Path data = Path.of("samples/quickstart/data");
        RolesStep roles = new RolesStep(database, data, out.part("postgres"));
        journal.step("Roles: an owner, a migrator, an agent with least privilege", proofs -> {
            roles.run(proofs);
            return proofs;
        });
        journal.step("Semaphore's secrets become envelopes, and their key is rotated", proofs -> {
            try (HikariDataSource pool = PostgresTls.pool(
                            database.dsn(DatabaseStep.AGENT), settings -> settings.setMaximumPoolSize(2));
                    Connection connection = pool.getConnection()) {
                journal.facts("Negotiated with the database", database.negotiated(connection));
                journal.facts("Stored secrets", new SecretsStep(pool, data).run(proofs));
            }
            return proofs;
        });
    }

    private void close(Instant at, PrintStream console) {
        Path report = out.report();
        Report.write(report, journal, at, Duration.between(at, Clock.systemUTC().instant()));
        journal.printTable();
        console.printf(
                "%n%s Results are in %s; open %s.%n",
                journal.held() ? "Every proof held." : "A PROOF FAILED.", out, report);
    }
}
