package io.gatehouse.postgres.hba;

import io.gatehouse.core.IpAddress;
import io.gatehouse.postgres.PostgresVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
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

/** A file as we read it, and as a live server does, whose views read it afresh at each query. */
final class BothReadings {
    private final Path data;
    private final int version;
    private final Connection superuser;

    BothReadings(Path data, int version, Connection superuser) {
        this.data = data;
        this.version = version;
        this.superuser = superuser;
    }

    List<AuthRow> ours(String content) {
        return PgHba.entries(AuthFile.parse(hba(), content), postgres(), included()).stream()
                .map(entry -> new AuthRow(
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

    List<AuthRow> servers(String content) throws IOException, SQLException {
        Files.writeString(hba(), content);
        List<AuthRow> rows = new ArrayList<>();
        try (Statement sql = superuser.createStatement();
                ResultSet row = sql.executeQuery("SELECT * FROM pg_hba_file_rules")) {
            while (row.next()) {
                String type = row.getString("type");
                rows.add(new AuthRow(
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

    List<AuthRow> oursIdent(String content) {
        return PgIdent.entries(AuthFile.parse(ident(), content), postgres(), included()).stream()
                .map(entry -> new AuthRow(
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

    List<AuthRow> serversIdent(String content) throws IOException, SQLException {
        Files.writeString(ident(), content);
        List<AuthRow> rows = new ArrayList<>();
        try (Statement sql = superuser.createStatement();
                ResultSet row = sql.executeQuery("SELECT * FROM pg_ident_file_mappings")) {
            while (row.next()) {
                String map = row.getString("map_name");
                rows.add(new AuthRow(
                        version >= 16 ? row.getString("file_name") : file(ident()),
                        row.getInt("line_number"),
                        map == null,
                        map == null ? List.of() : List.of(map, row.getString("sys_name"), row.getString("pg_username")),
                        text(row.getString("error"))));
            }
        }
        return rows;
    }

    PostgresVersion postgres() {
        return PostgresVersion.of(version);
    }

    /** As far as the server can read, which is not kept to a directory. */
    AuthFiles included() {
        return AuthFiles.below(data.getRoot());
    }

    Path hba() {
        return data.resolve("pg_hba.conf");
    }

    Path ident() {
        return data.resolve("pg_ident.conf");
    }

    private static String file(Path path) {
        return path.toString();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
