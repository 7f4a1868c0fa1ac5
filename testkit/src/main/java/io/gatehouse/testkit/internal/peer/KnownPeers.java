package io.gatehouse.testkit.internal.peer;

import java.util.Map;

/** What has to be known about a program before it can be asked anything: its package, and its version flag. */
public final class KnownPeers {
    private static final Map<String, String> PACKAGES = Map.ofEntries(
            Map.entry("apache2", "apache2"),
            Map.entry("caddy", "caddy"),
            Map.entry("certbot", "certbot"),
            Map.entry("curl", "curl"),
            Map.entry("dig", "bind9-dnsutils"),
            Map.entry("haproxy", "haproxy"),
            Map.entry("initdb", "postgresql"),
            Map.entry("knotd", "knot"),
            Map.entry("lego", "lego"),
            Map.entry("mariadb-install-db", "mariadb-server"),
            Map.entry("mariadbd", "mariadb-server"),
            Map.entry("named", "bind9"),
            Map.entry("nginx", "nginx"),
            Map.entry("nsupdate", "bind9-dnsutils"),
            Map.entry("openssl", "openssl"),
            Map.entry("pebble", "pebble"),
            Map.entry("pdns_server", "pdns-server pdns-backend-bind"),
            Map.entry("pdnsutil", "pdns-server"),
            Map.entry("pgbouncer", "pgbouncer"),
            Map.entry("pg_ctl", "postgresql"),
            Map.entry("postgres", "postgresql"),
            Map.entry("psql", "postgresql-client"),
            Map.entry("softhsm2-util", "softhsm2"),
            Map.entry("sqlite3", "sqlite3 pdns-backend-sqlite3"));

    private static final Map<String, String> PYTHON_PACKAGES = Map.of("moto_server", "moto[server]");

    private static final Map<String, String> VERSION_QUESTIONS = Map.of(
            "apache2", "-v",
            "caddy", "version",
            "dig", "-v",
            "haproxy", "-v",
            "named", "-v",
            "nginx", "-v",
            "nsupdate", "-V",
            "openssl", "version");

    /** Behind the name of a server that stands beside the system's own, and is newer. */
    private static final String NEWER = "-newer";

    private KnownPeers() {}

    /**
     * The remedy for a program that is missing.
     *
     * @param name the program
     * @return a command, or where to name its folder
     */
    public static String howToInstall(String name) {
        String pythonPackage = PYTHON_PACKAGES.get(name);
        if (pythonPackage != null) {
            return "pip install '" + pythonPackage
                    + "' in a virtual environment, and name its bin folder in GATEHOUSE_PEERS";
        }
        String debianPackage = PACKAGES.get(name);
        return debianPackage == null
                ? "put it on the PATH or name its folder in GATEHOUSE_PEERS"
                : "apt-get install " + debianPackage;
    }

    /**
     * The argument that makes a program say its version.
     *
     * @param name the program
     * @return one argument
     */
    public static String versionQuestion(String name) {
        String plain = name.endsWith(NEWER) ? name.substring(0, name.length() - NEWER.length()) : name;
        return VERSION_QUESTIONS.getOrDefault(plain, "--version");
    }
}
