package io.gatehouse.postgres.hba;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.IpAddress;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.postgres.PostgresVersion;
import io.gatehouse.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@link PgHba#entries} and {@link PgIdent#entries} say of a file is what a live server's {@code pg_hba_file_rules} and
 * {@code pg_ident_file_mappings} say, which read the file afresh at each query. The system property {@code
 * gatehouse.hba.files} is how many files are generated for each version and kind, {@code gatehouse.hba.seed} where their
 * seeds begin.
 */
@ParameterizedClass
@ValueSource(ints = {15, 18})
class HbaAgreementIT {
    private static final int FILES = Integer.getInteger("gatehouse.hba.files", 300);
    private static final long SEED = Long.getLong("gatehouse.hba.seed", 1);

    @Parameter
    int version;

    private static PostgresServer server = PostgresServer.builder().build();

    private Connection superuser;

    @BeforeParameterizedClassInvocation
    static void start(int version) throws IOException {
        PostgresServer.Builder builder =
                PostgresServer.builder().version(version).tls(CertificateAuthority.create("Test CA"));
        if (version >= 18) {
            builder.setting("oauth_validator_libraries", "none");
        }
        server = builder.startOrSkip();
        write("names", "one \"two, too\" # three\nall,+four\n");
        write("two words", "five");
        write("empty", "# nothing\n");
        write("nested", "@names,six\n@\"two words\"\n");
        write("listed", "other.conf");
        write("other.conf", "# other\nlocal a b peer\nhost a b all scram-sha-256");
        write("bad.conf", "local a b peer\nlocal a\n\nlocal a @missing peer");
        Files.createDirectory(server.dataDirectory().resolve("dir"));
        write("dir/b.conf", "local b @../names peer\n");
        write("dir/a.conf", "local a @missing peer\nlocal a c peer");
        write("dir/.hidden.conf", "nonsense");
        write("dir/readme.txt", "nonsense");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void connect() throws SQLException {
        superuser = server.superuserDataSource().getConnection();
    }

    @AfterEach
    void disconnect() throws SQLException {
        superuser.close();
    }

    @Test
    void theServerReadsRulesAsWeDo() throws IOException, SQLException {
        int accepted = 0;
        int refused = 0;
        for (long seed = SEED; seed < SEED + FILES; seed++) {
            String content = HbaSamples.hba(seed);
            List<Row> ours = ours(content);
            List<Row> servers = servers(content);
            assertThat(agreed(ours, servers))
                    .as("seed %s, version %s:\n%s", seed, version, content)
                    .isEqualTo(servers);
            accepted += (int) ours.stream().filter(row -> !row.refused()).count();
            refused += (int) ours.stream().filter(Row::refused).count();
            if (!ours.isEmpty() && refusedNone(ours) && refusedNone(servers)) {
                checkPrinted(content, servers);
            }
        }
        System.out.printf(
                "pg_hba.conf, version %d: %d files agreed, %d lines accepted, %d refused%n",
                version, FILES, accepted, refused);
        assertThat(accepted).isGreaterThan(FILES / 3);
        assertThat(refused).isGreaterThan(FILES / 3);
    }

    @Test
    void theServerReadsMapsAsWeDo() throws IOException, SQLException {
        int accepted = 0;
        int refused = 0;
        for (long seed = SEED; seed < SEED + FILES; seed++) {
            String content = HbaSamples.ident(seed);
            List<Row> ours = oursIdent(content);
            List<Row> servers = serversIdent(content);
            assertThat(agreed(ours, servers))
                    .as("seed %s, version %s:\n%s", seed, version, content)
                    .isEqualTo(servers);
            accepted += (int) ours.stream().filter(row -> !row.refused()).count();
            refused += (int) ours.stream().filter(Row::refused).count();
            if (refusedNone(ours)) {
                String printed = PgIdent.parse(AuthFile.parse(ident(), content), postgres(), included())
                        .print();
                assertThat(values(serversIdent(printed))).as(printed).isEqualTo(values(servers));
            }
        }
        System.out.printf(
                "pg_ident.conf, version %d: %d files agreed, %d lines accepted, %d refused%n",
                version, FILES, accepted, refused);
        assertThat(accepted).isGreaterThan(FILES / 3);
        assertThat(refused).isGreaterThan(FILES / 3);
    }

    @Test
    void theServerTakesWhatIsMended() throws IOException, SQLException {
        List<String> contents = new ArrayList<>(List.of(HbaLintTest.SITUATION, HbaLintTest.SRE));
        for (long seed = SEED; seed < SEED + FILES / 3; seed++) {
            contents.add(HbaSamples.hba(seed));
        }
        HbaLint lint = HbaLint.builder(postgres()).build();
        for (String content : contents) {
            String mended =
                    lint.mend(AuthFile.parse(hba(), content), included()).print();

            assertThat(refused(servers(mended)))
                    .as("version %s:\n%s\nmended:\n%s", version, content, mended)
                    .isEqualTo(refused(servers(content)));
        }
    }

    @Test
    void theServerHoldsAsLongValuesAsWeDo() throws IOException, SQLException {
        for (int length : List.of(255, 256, 10_237, 10_238, 10_239, 10_240)) {
            for (String form : List.of("%s", "\"%s\"", "%s,b", "%s#", "a,\u00e4%s")) {
                String content = "local " + form.formatted("a".repeat(length)) + " all peer\nlocal b b peer\n";
                assertThat(agreed(ours(content), servers(content)))
                        .as("version %s: %s of %s", version, form, length)
                        .isEqualTo(servers(content));
            }
        }
    }

    @Test
    void theServerTakesTheRegularExpressionsThatWeTake() throws SQLException {
        try (PreparedStatement match = superuser.prepareStatement("SELECT 'x' ~ ?")) {
            for (long seed = SEED; seed < SEED + FILES; seed++) {
                String regex = HbaSamples.regex(seed);
                match.setString(1, regex);
                boolean taken = true;
                try {
                    match.executeQuery().close();
                } catch (SQLException e) {
                    taken = false;
                }
                assertThat(RegexSyntax.problem(regex).isEmpty())
                        .as("seed %s: %s %s", seed, regex, RegexSyntax.problem(regex))
                        .isEqualTo(taken);
            }
        }
    }

    /** A line of either side; the values only of one that is read. */
    private record Row(String file, int line, boolean refused, List<String> values, String error) {
        /** What this build of the server does not hold, whatever the file says. */
        boolean isForeign() {
            return error.contains("not supported by this build");
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Row that
                    && file.equals(that.file)
                    && line == that.line
                    && refused == that.refused
                    && (refused || values.equals(that.values));
        }

        @Override
        public int hashCode() {
            return line;
        }
    }

    /**
     * Our rows without what is not a matter of reading: methods that the server was built without, and the root directory, which
     * we were not handed and the server reads as an empty file.
     */
    private static List<Row> agreed(List<Row> ours, List<Row> servers) {
        List<Row> rows = new ArrayList<>(ours);
        rows.removeIf(row -> row.error().startsWith("includes /, which cannot be read")
                && servers.stream().noneMatch(theirs -> theirs.line() == row.line()));
        for (int i = 0; i < Math.min(rows.size(), servers.size()); i++) {
            Row theirs = servers.get(i);
            if (theirs.refused() && theirs.isForeign() && rows.get(i).line() == theirs.line()) {
                rows.set(i, theirs);
            }
        }
        return rows;
    }

    private List<Row> ours(String content) {
        return PgHba.entries(AuthFile.parse(hba(), content), postgres(), included()).stream()
                .map(entry -> new Row(
                        file(entry.file()),
                        entry.line(),
                        entry.problem().isPresent(),
                        entry.value().map(this::values).orElse(List.of()),
                        entry.problem().orElse("")))
                .toList();
    }

    private List<String> values(HbaRule rule) {
        HbaAddress address = rule.address().orElse(null);
        return List.of(
                rule.type().word(),
                texts(rule.databases()),
                texts(rule.users()),
                address == null ? "" : shown(address),
                rule.method(),
                shownOptions(rule).toString());
    }

    /** The options as the view has them: defaults said, and some left out. */
    private static Set<String> shownOptions(HbaRule rule) {
        Map<String, String> options = new HashMap<>(rule.options());
        options.keySet().removeAll(List.of("clientname", "pam_use_hostname"));
        switch (rule.method()) {
            case "cert" -> options.put("clientcert", "verify-full");
            case "oauth" -> options.put("validator", "none");
            case "gss" -> options.putIfAbsent("include_realm", "1");
            case "ldap" -> options.put("ldapscope", "2");
            default -> {}
        }
        Set<String> shown = new TreeSet<>();
        options.forEach((name, value) -> {
            if (!List.of("include_realm", "ldaptls", "delegate_ident_mapping").contains(name)) {
                shown.add(name + "=" + value);
            } else if (value.equals("1")) {
                shown.add(name + "=true");
            }
        });
        return shown;
    }

    private static String shown(HbaAddress address) {
        return switch (address.kind()) {
            case NETWORK -> IpAddress.ofBytes(address.addressBytes()) + " " + IpAddress.ofBytes(address.maskBytes());
            case HOST_NAME ->
                AuthFile.parse(Path.of("x"), address.text())
                        .lines()
                        .get(0)
                        .fields()
                        .get(0)
                        .get(0)
                        .text();
            default -> address.text();
        };
    }

    private static String texts(List<AuthToken> tokens) {
        return tokens.stream().map(AuthToken::text).toList().toString();
    }

    private List<Row> servers(String content) throws IOException, SQLException {
        Files.writeString(hba(), content);
        List<Row> rows = new ArrayList<>();
        try (Statement sql = superuser.createStatement();
                ResultSet row = sql.executeQuery("SELECT * FROM pg_hba_file_rules")) {
            while (row.next()) {
                String type = row.getString("type");
                rows.add(new Row(
                        version >= 16 ? row.getString("file_name") : file(hba()),
                        row.getInt("line_number"),
                        type == null,
                        type == null
                                ? List.of()
                                : List.of(
                                        type,
                                        array(row.getArray("database")),
                                        array(row.getArray("user_name")),
                                        address(row.getString("address"), row.getString("netmask")),
                                        row.getString("auth_method"),
                                        options(row.getArray("options"))),
                        text(row.getString("error"))));
            }
        }
        return rows;
    }

    private static String address(@Nullable String address, @Nullable String mask) {
        if (address == null) {
            return "";
        }
        return mask == null ? address : IpAddress.of(address.replaceFirst("%.*", "")) + " " + IpAddress.of(mask);
    }

    private static String options(@Nullable Array options) throws SQLException {
        return options == null ? "[]" : new TreeSet<>(List.of((String[]) options.getArray())).toString();
    }

    private static String array(Array array) throws SQLException {
        return List.of((String[]) array.getArray()).toString();
    }

    private List<Row> oursIdent(String content) {
        return PgIdent.entries(AuthFile.parse(ident(), content), postgres(), included()).stream()
                .map(entry -> new Row(
                        file(entry.file()),
                        entry.line(),
                        entry.problem().isPresent(),
                        entry.value()
                                .map(map -> List.of(
                                        map.map(),
                                        map.systemUser().text(),
                                        map.role().text()))
                                .orElse(List.of()),
                        entry.problem().orElse("")))
                .toList();
    }

    private List<Row> serversIdent(String content) throws IOException, SQLException {
        Files.writeString(ident(), content);
        List<Row> rows = new ArrayList<>();
        try (Statement sql = superuser.createStatement();
                ResultSet row = sql.executeQuery("SELECT * FROM pg_ident_file_mappings")) {
            while (row.next()) {
                String map = row.getString("map_name");
                rows.add(new Row(
                        version >= 16 ? row.getString("file_name") : file(ident()),
                        row.getInt("line_number"),
                        map == null,
                        map == null ? List.of() : List.of(map, row.getString("sys_name"), row.getString("pg_username")),
                        text(row.getString("error"))));
            }
        }
        return rows;
    }

    /** Our print of what was read means the same to the server. */
    private void checkPrinted(String content, List<Row> servers) throws IOException, SQLException {
        String printed = PgHba.parse(AuthFile.parse(hba(), content), postgres(), included())
                .print();
        assertThat(values(servers(printed)))
                .as(content + "\nprinted:\n" + printed)
                .isEqualTo(values(servers));
    }

    private static List<String> refused(List<Row> rows) {
        return rows.stream()
                .filter(row -> row.refused() && !row.isForeign())
                .map(Row::error)
                .toList();
    }

    private static boolean refusedNone(List<Row> rows) {
        return rows.stream().noneMatch(Row::refused);
    }

    private static List<List<String>> values(List<Row> rows) {
        return rows.stream().map(Row::values).toList();
    }

    private PostgresVersion postgres() {
        return PostgresVersion.of(version);
    }

    /** As far as the server can read, which is not kept to a directory. */
    private static AuthFiles included() {
        return AuthFiles.below(server.dataDirectory().getRoot());
    }

    private static Path hba() {
        return server.dataDirectory().resolve("pg_hba.conf");
    }

    private static Path ident() {
        return server.dataDirectory().resolve("pg_ident.conf");
    }

    private static String file(Path path) {
        return path.toString();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static void write(String name, String content) throws IOException {
        Files.writeString(server.dataDirectory().resolve(name), content);
    }
}
