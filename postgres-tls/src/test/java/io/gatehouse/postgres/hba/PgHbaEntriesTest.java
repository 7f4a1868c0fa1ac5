package io.gatehouse.postgres.hba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.postgres.PostgresVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PgHbaEntriesTest {
    private static final PostgresVersion V15 = PostgresVersion.of(15);
    private static final PostgresVersion V18 = PostgresVersion.of(18);
    private static final Path PATH = Path.of("/etc/pg/pg_hba.conf");

    /** One of everything, to be cut and changed at each place. */
    private static final String EVERYTHING = """
            # comment
            local all,"two words" postgres,+admins peer map="my map"
            hostssl "a""b",@names sameuser 10.0.0.0 255.0.0.0 \\
              cert clientname=DN # why
            hostnossl all /^x(y|[[:digit:]])+$ fe80::1/64 reject
            host replication all .example.org radius radiusservers="1.2.3.4,::1" radiussecrets="\""a,b"",c"
            include_if_exists other.conf
            include_dir conf.d
            """;

    private static final String EVERYTHING_OF_IDENT = """
            # comment
            mail /^(.*)@example\\.org$ \\1
            "my map" "John ""J"" Doe" all
            mail joe,@names +admins
            os /^x(y)?$ \\
              /^y[[:alpha:]]{2,3}$ # why
            include_if_exists other.conf
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            local all all                                  | its method belongs
            local                                          | its database belongs
            host all all                                   | its address belongs
            host all all 10.0.0.1 trust                    | the mask of the address
            host all all 10.0.0.1 ::1 trust                | the mask of the address
            host all all 10.0.0.0/33 trust                 | from 0 to 32
            host all all db.example.org/8 trust            | takes no mask
            host all all 10.0.0.0/8,11.0.0.0/8 trust       | list of 2 where one address
            Host all all all trust                         | 'Host', which is no connection type
            local all all Trust                            | 'Trust', which PostgreSQL 18 does not know
            host all all all peer                          | no operating system vouches
            host all all all cert                          | write hostssl
            local all all gss                              | use peer
            local all all peer map                         | no name=value
            local all all scram-sha-256 map=x              | does not take it
            host all all all scram-sha-256 clientcert=verify-ca | need hostssl
            hostssl all all all cert clientcert=verify-ca  | always checks the name
            hostssl all all all scram-sha-256 clientcert=1 | write verify-ca or verify-full
            hostssl all all all cert clientname=SAN        | write CN or DN
            hostssl all all all ldap ldapserver=x          | needs ldapbasedn
            hostssl all all all ldap ldapprefix=a ldapbasedn=b | mixes ldapprefix
            hostssl all all all ldap ldapbasedn=a ldapport=x   | no port
            hostssl all all all radius radiusservers=::1   | no radiussecrets
            hostssl all all all radius radiusservers="::1,::1" radiussecrets="a,b,c" | 3 values in radiussecrets
            hostssl all all all oauth issuer=a             | no scope=
            local all /a( peer                             | is never closed
            local /*x all peer                             | repeats nothing
            local all all peer colour=red                  | 'colour' that this version
            local all @missing peer                        | does not exist
            include missing.conf                           | does not exist
            include_dir missing                            | cannot be listed
            """)
    void saysWhatTheServerWouldRefuse(String line, String problem) {
        List<AuthEntry<HbaRule>> entries = read("# first\n" + line + "\n", V18);

        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).place()).isEqualTo(PATH + ":2");
        assertThat(entries.get(0).problem().orElseThrow()).contains(problem);
        assertThatThrownBy(() -> PgHba.parse(AuthFile.parse(PATH, line), V18, AuthFiles.none()))
                .isInstanceOfSatisfying(
                        AuthFileException.class, e -> assertThat(e.problems()).hasSize(1))
                .hasMessageContaining(PATH + ":1")
                .hasMessageContaining(problem);
    }

    @Test
    void readsEachPartOfARule() {
        HbaRule rule = one("hostssl a,sameuser +ops,\"+plain\" 10.1 255.255.0.0 scram-sha-256 clientcert=verify-full");

        assertThat(rule.type()).isEqualTo(HbaType.HOSTSSL);
        assertThat(rule.databases()).containsExactly(new AuthToken("a", false), new AuthToken("sameuser", false));
        assertThat(rule.users()).containsExactly(new AuthToken("+ops", false), new AuthToken("+plain", true));
        assertThat(rule.address()).hasToString("Optional[10.0.0.1/16]");
        assertThat(rule.method()).isEqualTo("scram-sha-256");
        assertThat(rule.options()).containsExactly(Map.entry("clientcert", "verify-full"));
        assertThat(rule.print())
                .isEqualTo("hostssl a,sameuser +ops,\"+plain\" 10.0.0.1/16 scram-sha-256 clientcert=verify-full");
    }

    @ParameterizedTest
    @CsvSource({
        "010.0.0.1/32, 8.0.0.1/32",
        "0x7f.1/8, 127.0.0.1/8",
        "1/+8, 0.0.0.1/8",
        "::ffff:1.2.3.4/128, ::ffff:1.2.3.4/128",
        "10.0.0.0 255.0.255.0, 10.0.0.0 255.0.255.0",
        "08.1.1.1, 08.1.1.1",
        "1.2.3.4.5, 1.2.3.4.5",
        "1.2.3.256, 1.2.3.256",
        "localhost, localhost",
        "samenet, samenet",
        "\"\"\"samenet\"\"\", \"\"\"samenet\"\"\"",
    })
    void readsAddressesAsTheServerDoes(String field, String read) {
        assertThat(one("host all all " + field + " reject")
                        .address()
                        .orElseThrow()
                        .text())
                .isEqualTo(read);
    }

    @Test
    void readsWhatAnOlderServerReads() {
        assertThat(read("local /( /* peer\n", V15).get(0).value()).isPresent();
        assertThat(read("include other.conf\n", V15).get(0).problem().orElseThrow())
                .contains("PostgreSQL 15 has no include");
        assertThat(read("host all all all oauth issuer=a scope=b\n", V15).get(0).problem())
                .isPresent();
        assertThat(read("local " + "a".repeat(10_240) + " all peer\n", V15)
                        .get(0)
                        .problem()
                        .orElseThrow())
                .contains("more than 10,239 bytes");
        assertThat(read("local " + "a".repeat(10_240) + " all peer\n", V18)
                        .get(0)
                        .value())
                .isPresent();
    }

    @Test
    void readsIncludedFilesInPlace() {
        Map<Path, byte[]> files = files(Map.of(
                "conf.d/b.conf", "local b b peer\n",
                "conf.d/a.conf", "\nlocal a @../names peer\n",
                "conf.d/.hidden.conf", "nonsense\n",
                "conf.d/readme.txt", "nonsense\n",
                "names", "one two # three\n\"four five\",six\n"));

        List<AuthEntry<HbaRule>> entries = PgHba.entries(
                AuthFile.parse(PATH, "include_dir conf.d\ninclude_if_exists nowhere.conf\nlocal all all reject\n"),
                V18,
                AuthFiles.of(files));

        assertThat(entries)
                .extracting(AuthEntry::place)
                .containsExactly("/etc/pg/conf.d/a.conf:2", "/etc/pg/conf.d/b.conf:1", PATH + ":3");
        assertThat(entries.get(0).value().orElseThrow().users())
                .extracting(AuthToken::text)
                .containsExactly("one", "two", "four five", "six");
    }

    @Test
    void stopsWhereFilesIncludeThemselves() {
        AuthFiles files = AuthFiles.of(files(Map.of(
                "loop.conf", "include loop.conf\nlocal all all peer\n",
                "wide.conf", "include wide.conf\n".repeat(20),
                "loop", "a @loop")));

        assertThat(PgHba.entries(AuthFile.parse(PATH, "include loop.conf\n"), V18, files))
                .anyMatch(entry -> entry.problem().orElse("").contains("10 files deep"));
        assertThat(PgHba.entries(AuthFile.parse(PATH, "include wide.conf\n"), V18, files))
                .anyMatch(entry -> entry.problem().orElse("").contains("more than a server needs"));
        assertThat(PgHba.entries(AuthFile.parse(PATH, "local all @loop peer\n"), V18, files))
                .singleElement()
                .satisfies(entry -> assertThat(entry.problem().orElse("")).contains("10 files deep"));
    }

    @Test
    void readsNoFileThatItWasNotHanded(@TempDir Path folder) throws IOException {
        Path root = Files.createDirectory(folder.resolve("main"));
        Files.writeString(folder.resolve("secret.conf"), "local all all peer\n");
        Files.writeString(root.resolve("inside.conf"), "local all all peer\n");
        Files.createSymbolicLink(root.resolve("link.conf"), folder.resolve("secret.conf"));
        AuthFile file = AuthFile.parse(
                root.resolve("pg_hba.conf"), "include ../secret.conf\ninclude link.conf\ninclude inside.conf\n");

        List<AuthEntry<HbaRule>> entries = PgHba.entries(file, V18, AuthFiles.below(root));

        assertThat(entries.get(0).problem().orElseThrow()).contains("is not below");
        assertThat(entries.get(1).problem().orElseThrow()).contains("is not below");
        assertThat(entries.get(2).value()).isPresent();
        assertThat(PgHba.entries(file, V18, AuthFiles.none()))
                .allMatch(entry -> entry.problem().isPresent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host all all all radius radiusservers=1.2.3.4 radiussecrets=Zx9,Yw8",
                "host all all all ldap ldapbasedn=x ldapbindpasswd=Zx9 Yw8",
                "host all all all ldap ldapbasedn=x ldapbindpasswd=Zx9 Yw8=1",
                "host all all all ldap ldapbasedn=x ldapbindpasswd=\"Zx9 Yw8\"",
                "host all all all radius radiusservers=1.2.3.4 radiussecrets=\"Zx9,Yw8\" radiusports=x"
            })
    void noErrorOrFindingShowsASecret(String line) {
        AuthFile file = AuthFile.parse(PATH, line);
        List<AuthEntry<HbaRule>> entries = PgHba.entries(file, V18, AuthFiles.none());
        List<HbaFinding> findings = HbaLint.builder(V18).build().check(file, AuthFiles.none());

        assertThat(entries + "" + findings + file + file.lines())
                .doesNotContain("Zx9")
                .doesNotContain("Yw8");
    }

    @Test
    void printsSecretsOnlyWhenAsked() {
        HbaRule rule = one("hostssl all all all ldap ldapbasedn=x ldapbindpasswd=Zx9");

        assertThat(rule).hasToString("hostssl all all all ldap ldapbasedn=x ldapbindpasswd=***");
        assertThat(new PgHba(List.of(rule)).toString()).doesNotContain("Zx9");
        assertThat(rule.print()).endsWith("ldapbindpasswd=Zx9");
    }

    @Test
    void refusesBytesThatItAndTheServerReadDifferently() {
        assertThat(read("local all a\0b peer\n", V18).get(0).problem().orElseThrow())
                .contains("NUL");
        AuthFile latin1 =
                AuthFile.parse(PATH, "local all gr\u00fcn peer # gr\u00fcn".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(PgHba.entries(latin1, V18, AuthFiles.none()).get(0).problem().orElseThrow())
                .contains("UTF-8");
    }

    @Test
    void aFileWithoutRulesIsNone() {
        assertThatThrownBy(() -> PgHba.parse(AuthFile.parse(PATH, "# nothing\n"), V18, AuthFiles.none()))
                .isInstanceOf(AuthFileException.class)
                .hasMessageContaining("holds no rule");
    }

    @ParameterizedTest
    @ValueSource(strings = {EVERYTHING, EVERYTHING_OF_IDENT})
    void everyTruncationAndChangeIsReadOrRefused(String whole) {
        for (int end = 0; end <= whole.length(); end++) {
            HbaFuzzTest.tryOut(whole.substring(0, end).getBytes(StandardCharsets.UTF_8));
        }
        String changes = "\"\\\n,@#";
        for (int at = 0; at < whole.length(); at++) {
            String before = whole.substring(0, at);
            String after = whole.substring(at + 1);
            HbaFuzzTest.tryOut((before + after).getBytes(StandardCharsets.UTF_8));
            HbaFuzzTest.tryOut(
                    (before + changes.charAt(at % changes.length()) + after).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static HbaRule one(String line) {
        AuthEntry<HbaRule> entry = read(line, V18).get(0);
        return entry.value().orElseThrow(() -> new AssertionError(entry.toString()));
    }

    private static List<AuthEntry<HbaRule>> read(String content, PostgresVersion version) {
        return PgHba.entries(AuthFile.parse(PATH, content), version, AuthFiles.none());
    }

    private static Map<Path, byte[]> files(Map<String, String> contents) {
        Map<Path, byte[]> files = new TreeMap<>();
        contents.forEach((name, content) ->
                files.put(Path.of("/etc/pg").resolve(name), content.getBytes(StandardCharsets.UTF_8)));
        return files;
    }
}
