package io.gatehouse.postgres.hba;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.postgres.PostgresVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HbaLintTest {
    private static final Path PATH = Path.of("pg_hba.conf");
    private static final PostgresVersion V18 = PostgresVersion.of(18);
    private static final HbaLint LINT = HbaLint.builder(V18).build();

    private static final String REJECT_PLAINTEXT = """
            hostnossl all all 0.0.0.0/0 reject
            hostnossl all all ::/0 reject
            """;

    /** The rules of the Situation page, comments included. */
    static final String SITUATION = """
            # Trust local (local connection can be made unconditionally)
            # conntype db user auth-method
            local all all trust
            # Allow ssl connections
            # conntype db user address auth-method
            hostssl all all 0.0.0.0/0 scram-sha-256
            hostssl all all ::/0 scram-sha-256
            # Explicitly reject non-SSL TCP connections
            # conntype db user address auth-method
            hostnossl all all 0.0.0.0/0 reject
            hostnossl all all ::/0 reject
            """;

    /** The rules of the SRE page, comments included. */
    static final String SRE = """
            # TYPE  DATABASE        USER            ADDRESS                 METHOD
            # "local" is for Unix domain socket connections only
            local   all             all                                     peer
            # IPv4 local connections:
            host    all             all             127.0.0.1/32            md5
            # IPv6 local connections:
            host    all             all             ::1/128                 ident
            # Allow replication connections from localhost, by a user with the
            # replication privilege.
            host    replication     postgres        ::1/128                 ident
            host    replication     repmgr          127.0.0.1/32            trust
            local   repmgr          repmgr                                  trust
            host    all             sre             10.0.161.0/24           md5
            host    replication     repmgr          10.0.161.62/32          trust
            host    repmgr          repmgr          10.0.161.62/32          trust
            host    replication     repmgr          10.0.161.64/32          trust
            host    repmgr          repmgr          10.0.161.64/32          trust
            host    replication     repmgr          10.0.161.63/32          trust
            host    repmgr          repmgr          10.0.161.63/32          trust
            host    replication     repmgr          10.0.161.60/32          trust
            host    repmgr          repmgr          10.0.161.60/32          trust
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            local all all trust                       | TRUST                  | local all all peer
            hostssl a b all trust                     | TRUST                  | hostssl a b all scram-sha-256
            hostssl a b all password                  | CLEAR_PASSWORD         | hostssl a b all scram-sha-256
            hostssl a b all  md5 # old                | MD5                    | hostssl a b all  scram-sha-256 # old
            hostssl a b all ident                     | IDENT                  | hostssl a b all scram-sha-256
            hostssl a b all ident map=m               | IDENT                  |
            host a b 10.0.0.0/8 scram-sha-256         | PLAINTEXT              | hostssl a b 10.0.0.0/8 scram-sha-256
            hostnossl a b 10.0.0.0/8 scram-sha-256    | PLAINTEXT              | hostssl a b 10.0.0.0/8 scram-sha-256
            hostnogssenc a b 10.0.0.0/8 scram-sha-256 | PLAINTEXT              | hostssl a b 10.0.0.0/8 scram-sha-256
            host a b 10.0.0.0 255.0.0.0 md5           | MD5                    | host a b 10.0.0.0 255.0.0.0 scram-sha-256
            hostssl a b 0.0.0.0/0 cert                | ONE_ADDRESS_FAMILY     | hostssl a b 0.0.0.0/0 cert;hostssl a b ::/0 cert
            hostssl a b ::/0 cert map=m               | ONE_ADDRESS_FAMILY     | hostssl a b ::/0 cert map=m;hostssl a b 0.0.0.0/0 cert map=m
            hostssl a b samenet cert                  | SAME_NETWORK           |
            hostssl a b .example.org cert             | DEPENDS_ON_DNS         |
            hostssl a b 10.0.0.1/8 cert               | MISLEADING_ADDRESS     | hostssl a b 10.0.0.0/8 cert
            hostssl a /app all cert                   | UNANCHORED_REGEX       | hostssl a /^app$ all cert
            hostssl a /^app all cert                  | UNANCHORED_REGEX       |
            `hostssl "/app|web",c b all cert`         | UNANCHORED_REGEX       | `hostssl "/^(?:app|web)$",c b all cert`
            hostssl a /(?i)app all cert               | UNANCHORED_REGEX       |
            hostssl a all all cert                    | REMOTE_SUPERUSER       | hostssl a postgres all reject;hostssl a all all cert
            hostssl a b,"postgres" all cert           | REMOTE_SUPERUSER       | hostssl a b all cert
            hostssl a postgres all cert               | REMOTE_SUPERUSER       | # hostssl a postgres all cert
            hostssl replication b all cert            | OPEN_REPLICATION       |
            hostssl a b all cert clientname="DN       | UNCLOSED_QUOTE         |
            hostssl a b all certs                     | REFUSED_LINE           |
            """)
    void namesTheDangerAndTheFix(String line, HbaDanger danger, String fix) {
        List<HbaFinding> found = LINT.check(parse("# first\n" + line + "\n" + REJECT_PLAINTEXT), AuthFiles.none());

        assertThat(found)
                .filteredOn(finding -> finding.danger() == danger)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.file()).isEqualTo(PATH);
                    assertThat(finding.line()).isEqualTo(2);
                    assertThat(finding.message()).isNotEmpty();
                    assertThat(finding.remedy()).isNotEmpty();
                    assertThat(finding.replacement()
                                    .map(lines -> String.join(";", lines))
                                    .orElse(null))
                            .isEqualTo(fix);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local all all peer",
                "local replication all peer",
                "host all all 127.0.0.1/32 scram-sha-256",
                "host all all ::1/128 scram-sha-256",
                "host all all samehost scram-sha-256",
                "host all all 10.0.0.0/8 reject",
                "hostssl a b 10.0.0.0/8 cert",
                "hostssl /^a$ /^b[|]c$|^d$ fd00::/8 scram-sha-256 clientcert=verify-full",
                "hostgssenc a b 10.0.0.0/8 gss",
                "hostssl replication standby 10.0.0.7/32 cert",
            })
    void leavesAloneWhatIsSafe(String line) {
        assertThat(LINT.check(parse(line + "\n" + REJECT_PLAINTEXT), AuthFiles.none()))
                .isEmpty();
    }

    @Test
    void namesRulesThatAreNeverReached() {
        AuthFile file = parse("""
                hostssl a,b all 10.0.0.0/8 scram-sha-256
                hostssl a app 10.1.0.0/16 cert
                hostssl "b" app 10.1.0.0/16 scram-sha-256
                hostssl c app 10.1.0.0/16 cert
                hostssl replication app 10.1.0.0/16 cert
                hostssl all app all cert
                """ + REJECT_PLAINTEXT);

        List<HbaFinding> found = LINT.check(file, AuthFiles.none()).stream()
                .filter(finding -> finding.danger() == HbaDanger.NEVER_REACHED)
                .toList();

        assertThat(found).extracting(HbaFinding::line).containsExactly(2, 3);
        assertThat(found.get(0).replacement()).isEmpty();
        assertThat(found.get(0).message()).contains("pg_hba.conf:1");
        assertThat(found.get(1).replacement()).contains(List.of());
    }

    @Test
    void comparesWithTheServersSettings() {
        String rules = "hostssl a b all cert\nhostssl a c all scram-sha-256 clientcert=verify-ca\n" + REJECT_PLAINTEXT;
        HbaLint bare = HbaLint.builder(V18).tls(false).clientCa(false).build();
        HbaLint ready = HbaLint.builder(V18).tls(true).clientCa(true).build();

        assertThat(bare.check(parse(rules), AuthFiles.none()))
                .extracting(HbaFinding::danger)
                .containsExactly(
                        HbaDanger.TLS_IS_OFF,
                        HbaDanger.CERTIFICATE_WITHOUT_CA,
                        HbaDanger.TLS_IS_OFF,
                        HbaDanger.CERTIFICATE_WITHOUT_CA);
        assertThat(ready.check(parse(rules), AuthFiles.none())).isEmpty();
    }

    @Test
    void takesTheSuperusersNamedToIt() {
        HbaLint lint = HbaLint.builder(V18).superusers("root").build();

        assertThat(dangers(lint, "hostssl a postgres all cert\n" + REJECT_PLAINTEXT))
                .isEmpty();
        assertThat(dangers(lint, "hostssl a root all cert\n" + REJECT_PLAINTEXT))
                .containsExactly(HbaDanger.REMOTE_SUPERUSER);
        assertThat(dangers(lint, "host all root all reject\nhostssl a all all cert\n" + REJECT_PLAINTEXT))
                .isEmpty();
    }

    @Test
    void findsDangersInIncludedFilesAndMendsOnlyTheFileItself() {
        AuthFile file = parse("include more.conf\nlocal all @names trust\n");
        AuthFiles included = AuthFiles.of(Map.of(
                Path.of("more.conf"), "\nlocal all x trust\n".getBytes(StandardCharsets.UTF_8),
                Path.of("names"), "a b\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(LINT.check(file, included))
                .extracting(finding -> finding.file() + ":" + finding.line() + " " + finding.danger())
                .containsExactly("more.conf:2 TRUST", "pg_hba.conf:2 TRUST");
        assertThat(LINT.mend(file, included)).isEqualTo(file);
    }

    @Test
    void everyWeaknessOfTheSituationPageIsNamedAndMended() {
        assertThat(LINT.check(parse(SITUATION), AuthFiles.none()))
                .extracting(finding -> finding.line() + " " + finding.danger())
                .containsExactly("3 TRUST", "6 REMOTE_SUPERUSER", "7 REMOTE_SUPERUSER");

        AuthFile mended = LINT.mend(parse(SITUATION), AuthFiles.none());

        assertThat(mended.print()).isEqualTo("""
                # Trust local (local connection can be made unconditionally)
                # conntype db user auth-method
                local all all peer
                # Allow ssl connections
                # conntype db user address auth-method
                hostssl all postgres 0.0.0.0/0 reject
                hostssl all all 0.0.0.0/0 scram-sha-256
                hostssl all postgres ::/0 reject
                hostssl all all ::/0 scram-sha-256
                # Explicitly reject non-SSL TCP connections
                # conntype db user address auth-method
                hostnossl all all 0.0.0.0/0 reject
                hostnossl all all ::/0 reject
                """);
        assertThat(LINT.check(mended, AuthFiles.none())).isEmpty();
    }

    @Test
    void theSituationPagesCertificateRulesAreOutOfReachAndWithoutAnAuthority() {
        String both = SITUATION + "hostssl all all 0.0.0.0/0 cert\nhostssl all all ::/0 cert\n";

        assertThat(HbaLint.builder(V18).clientCa(false).build().check(parse(both), AuthFiles.none()))
                .extracting(finding -> finding.line() + " " + finding.danger())
                .contains(
                        "12 NEVER_REACHED",
                        "12 CERTIFICATE_WITHOUT_CA",
                        "13 NEVER_REACHED",
                        "13 CERTIFICATE_WITHOUT_CA");
    }

    @Test
    void everyWeaknessOfTheSrePageIsNamed() {
        assertThat(LINT.check(parse(SRE), AuthFiles.none()))
                .extracting(finding -> finding.line() + " " + finding.danger())
                .containsExactly(
                        "5 MD5",
                        "7 IDENT",
                        "10 IDENT",
                        "11 TRUST",
                        "11 OPEN_REPLICATION",
                        "12 TRUST",
                        "12 NEVER_REACHED",
                        "13 MD5",
                        "13 PLAINTEXT",
                        "14 TRUST",
                        "14 PLAINTEXT",
                        "14 OPEN_REPLICATION",
                        "15 TRUST",
                        "15 PLAINTEXT",
                        "16 TRUST",
                        "16 PLAINTEXT",
                        "16 OPEN_REPLICATION",
                        "17 TRUST",
                        "17 PLAINTEXT",
                        "18 TRUST",
                        "18 PLAINTEXT",
                        "18 OPEN_REPLICATION",
                        "19 TRUST",
                        "19 PLAINTEXT",
                        "20 TRUST",
                        "20 PLAINTEXT",
                        "20 OPEN_REPLICATION",
                        "21 TRUST",
                        "21 PLAINTEXT",
                        "21 PLAINTEXT_NOT_REJECTED");
    }

    @Test
    void everyWeaknessOfTheSrePageIsMended() {
        AuthFile mended = LINT.mend(parse(SRE), AuthFiles.none());

        assertThat(LINT.check(mended, AuthFiles.none())).isEmpty();
        assertThat(mended.print()).isEqualTo("""
                # TYPE  DATABASE        USER            ADDRESS                 METHOD
                # "local" is for Unix domain socket connections only
                local   all             all                                     peer
                # IPv4 local connections:
                host    all             all             127.0.0.1/32            scram-sha-256
                # IPv6 local connections:
                host    all             all             ::1/128                 scram-sha-256
                # Allow replication connections from localhost, by a user with the
                # replication privilege.
                host    replication     postgres        ::1/128                 scram-sha-256
                host    replication     repmgr          127.0.0.1/32            scram-sha-256
                hostssl    all             sre             10.0.161.0/24           scram-sha-256
                hostssl    replication     repmgr          10.0.161.62/32          scram-sha-256
                hostssl    repmgr          repmgr          10.0.161.62/32          scram-sha-256
                hostssl    replication     repmgr          10.0.161.64/32          scram-sha-256
                hostssl    repmgr          repmgr          10.0.161.64/32          scram-sha-256
                hostssl    replication     repmgr          10.0.161.63/32          scram-sha-256
                hostssl    repmgr          repmgr          10.0.161.63/32          scram-sha-256
                hostssl    replication     repmgr          10.0.161.60/32          scram-sha-256
                hostssl    repmgr          repmgr          10.0.161.60/32          scram-sha-256
                hostnossl all all 0.0.0.0/0 reject
                hostnossl all all ::/0 reject
                """);
    }

    @Test
    void whatIsBuiltHereHasNoDanger() {
        PgHba built = PgHba.builder()
                .rule(HbaRule.local().users("postgres").peer())
                .rule(HbaRule.hostssl().databases("situation").users("agent").cert())
                .rule(HbaRule.hostssl()
                        .databasesMatching("tenant_[0-9]+")
                        .usersMatching("svc_|app")
                        .scramWithCertificate())
                .rejectPlaintext()
                .build();

        assertThat(built.print()).contains("\"/^(?:tenant_[0-9]+)$\" \"/^(?:svc_|app)$\"");
        assertThat(LINT.check(parse(built.print()), AuthFiles.none())).isEmpty();
        assertThat(PgHba.parse(parse(built.print()), V18, AuthFiles.none())).isEqualTo(built);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            m /^(.*)@example.org$ \\1     |                  |
            m alice all                   | MAPS_TO_ANYBODY  |
            m /@example.org$ app          | UNANCHORED_REGEX |
            m /app app                    | UNANCHORED_REGEX | m /^app$ app
            m alice /app                  | UNANCHORED_REGEX | m alice /^app$
            m /^.*$ \\1                   | MISSING_GROUP    |
            m alice                       | REFUSED_LINE     |
            m alice a,b                   | REFUSED_LINE     |
            """)
    void namesDangersOfIdentityMaps(String line, HbaDanger danger, String fix) {
        AuthFile file = AuthFile.parse(Path.of("pg_ident.conf"), line + "\n");
        List<HbaFinding> found = LINT.checkIdent(file, AuthFiles.none());

        assertThat(found).extracting(HbaFinding::danger).isEqualTo(danger == null ? List.of() : List.of(danger));
        assertThat(found.stream()
                        .flatMap(finding -> finding.replacement().stream())
                        .flatMap(List::stream)
                        .toList())
                .isEqualTo(fix == null ? List.of() : List.of(fix));
    }

    private static List<HbaDanger> dangers(HbaLint lint, String content) {
        return lint.check(parse(content), AuthFiles.none()).stream()
                .map(HbaFinding::danger)
                .toList();
    }

    private static AuthFile parse(String content) {
        return AuthFile.parse(PATH, content);
    }
}
