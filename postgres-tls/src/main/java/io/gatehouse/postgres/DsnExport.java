package io.gatehouse.postgres;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link Dsn} in the forms that drivers, pools and tools read.
 *
 * <p>Texts are without passwords, settings are with them. Each comes with what it could not say. None is weaker than the
 * Dsn: where it would be, a {@link DsnException} says why.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class DsnExport {
    private final Dsn dsn;

    DsnExport(Dsn dsn) {
        this.dsn = dsn;
    }

    /**
     * {@code jdbc:postgresql://…}, for pgjdbc.
     *
     * @throws DsnException if it would be weaker than the Dsn
     */
    public Conversion jdbcUrl() {
        return JdbcUrl.print(dsn, false);
    }

    /** {@code jdbc:postgresql://host:port/database} and nothing else, to go with {@link #jdbcProperties()}. */
    public String jdbcHostsUrl() {
        return JdbcUrl.hostsUrl(dsn);
    }

    /**
     * What goes with {@link #jdbcHostsUrl()} into {@link java.sql.DriverManager#getConnection(String, java.util.Properties)}.
     *
     * @throws DsnException if it would be weaker than the Dsn
     */
    public DriverSettings jdbcProperties() {
        List<Conversion.Change> changes = new ArrayList<>();
        return new DriverSettings(JdbcUrl.properties(dsn, true, changes), changes);
    }

    /**
     * The bean properties of pgjdbc's {@code PGSimpleDataSource}; {@code serverNames} and {@code portNumbers} are lists
     * with commas.
     *
     * @throws DsnException if it would be weaker than the Dsn
     */
    public DriverSettings dataSourceProperties() {
        DriverSettings jdbc = jdbcProperties();
        Map<String, String> beans = new LinkedHashMap<>();
        beans.put("serverNames", HostList.hosts(dsn));
        beans.put("portNumbers", HostList.ports(dsn));
        dsn.database().ifPresent(name -> beans.put("databaseName", name));
        jdbc.values().forEach((name, value) -> beans.put(beanName(name), value));
        return new DriverSettings(beans, jdbc.changes());
    }

    private static String beanName(String property) {
        return switch (property) {
            case "ApplicationName" -> "applicationName";
            case "sslmode" -> "sslMode";
            case "sslrootcert" -> "sslRootCert";
            case "sslcert" -> "sslCert";
            case "sslkey" -> "sslKey";
            case "sslpassword" -> "sslPassword";
            case "stringtype" -> "stringType";
            default -> property;
        };
    }

    /**
     * HikariCP's properties, as {@code HikariConfig} takes them: credentials in places of their own, where a rotation can
     * replace them, and never in the URL. {@link PostgresTls#pool(Dsn)} builds a pool that verifies more.
     *
     * @throws DsnException if it would be weaker than the Dsn
     */
    public DriverSettings hikariProperties() {
        DriverSettings jdbc = jdbcProperties();
        Map<String, String> hikari = new LinkedHashMap<>();
        hikari.put("jdbcUrl", jdbcHostsUrl());
        jdbc.values().forEach((name, value) -> hikari.put(hikariName(name), value));
        return new DriverSettings(hikari, jdbc.changes());
    }

    private static String hikariName(String property) {
        return switch (property) {
            case "user" -> "username";
            case "password" -> "password";
            default -> "dataSource." + property;
        };
    }

    /**
     * {@code postgresql://…}, for libpq.
     *
     * @throws DsnException if it would be weaker than the Dsn
     */
    public Conversion libpqUri() {
        List<Conversion.Change> changes = new ArrayList<>();
        return new Conversion(LibpqForm.write(dsn, false, changes).toUri(), changes);
    }

    /**
     * {@code host=… user=…}, for libpq.
     *
     * @throws DsnException if it would be weaker than the Dsn
     */
    public Conversion libpqKeywords() {
        List<Conversion.Change> changes = new ArrayList<>();
        return new Conversion(LibpqForm.write(dsn, false, changes).toKeywords(), changes);
    }

    /**
     * libpq's keywords and values, for {@link ServiceFile#with} and for programs that take them one by one.
     *
     * @throws DsnException if it would be weaker than the Dsn
     */
    public DriverSettings libpqSettings() {
        List<Conversion.Change> changes = new ArrayList<>();
        return new DriverSettings(LibpqForm.write(dsn, true, changes).exposeValues(), changes);
    }

    /**
     * The {@code PG…} environment variables, for libpq; pgjdbc does not read them.
     *
     * @throws DsnException if it would be weaker than the Dsn
     */
    public DriverSettings environment() {
        List<Conversion.Change> changes = new ArrayList<>();
        DriverSettings environment = LibpqForm.write(dsn, true, changes).exposeEnvironment();
        changes.addAll(environment.changes());
        return new DriverSettings(environment.values(), changes);
    }

    /**
     * The keys that libpq and pgjdbc both read from a service file, and in the same sense; for {@link ServiceFile#with}.
     * Either driver refuses a whole service for one key of the other's.
     *
     * @throws DsnException if it would be weaker than the Dsn
     */
    public DriverSettings portableSettings() {
        return PortableProfile.of(dsn);
    }

    /**
     * {@code r2dbc:postgresql://…}, for R2DBC's driver, which reads client keys as PKCS#8 PEM only.
     *
     * @throws DsnException if it would be weaker than the Dsn
     */
    public Conversion r2dbcUrl() {
        return R2dbcUrl.print(dsn, false);
    }

    /** As {@link #r2dbcUrl()}, with the password and the key's passphrase in the clear: keep it out of logs. */
    public String exposeR2dbcUrl() {
        return R2dbcUrl.print(dsn, true).text();
    }
}
