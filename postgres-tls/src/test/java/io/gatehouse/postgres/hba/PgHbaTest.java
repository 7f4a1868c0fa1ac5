package io.gatehouse.postgres.hba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PgHbaTest {
    @Test
    void printsTheSituationPageWithoutItsTrust() {
        PgHba hba = PgHba.builder()
                .rule(HbaRule.local().users("postgres").peer())
                .rule(HbaRule.hostssl().databases("situation").users("agent").cert())
                .rule(HbaRule.hostssl().databases("situation").users("migrator").scramWithCertificate())
                .rejectPlaintext()
                .build();

        assertThat(hba.print()).isEqualTo("""
                local all postgres peer
                hostssl situation agent all cert
                hostssl situation migrator all scram-sha-256 clientcert=verify-full
                hostnossl all all 0.0.0.0/0 reject
                hostnossl all all ::/0 reject
                """);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            agent,        agent
            all,          "all"
            replication,  "replication"
            sameuser,     "sameuser"
            include,      "include"
            +admins,      "+admins"
            @file,        "@file"
            two words,    "two words"
            `a,b`,        `"a,b"`
            say "hi",     "say ""hi""\"
            a#hash,       "a#hash"
            50%,          "50%"
            """)
    void quotesWhatMeansSomethingElse(String name, String printed) {
        assertThat(HbaRule.local().users(name).peer().print()).isEqualTo("local all " + printed + " peer");
        assertThat(HbaRule.local().databases(name).peer().print()).isEqualTo("local " + printed + " all peer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/regex",
                "line\nbreak",
                "nul\0",
                "x234567890123456789012345678901234567890123456789012345678901234"
            })
    void refusesNamesThatCannotBeSaid(String name) {
        assertThatThrownBy(() -> HbaRule.hostssl().users(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.1", "10.0.0.1/8", "10.0.0.0/33", "::/129", "::1/64", "db.example.org", "10.0.0.0/x"})
    void refusesAddressesThatAreNoNetwork(String network) {
        assertThatThrownBy(() -> HbaAddress.network(network)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void printsAddressesMembersMapsAndDanger() {
        assertThat(HbaRule.hostssl()
                        .membersOf("two words")
                        .from(HbaAddress.network("fd00::/8"))
                        .cert("my map"))
                .hasToString("hostssl all +\"two words\" fd00::/8 cert map=\"my map\"");
        assertThat(HbaRule.hostssl()
                        .replication()
                        .from(HbaAddress.of(IpAddress.of("10.0.0.7")))
                        .scram())
                .hasToString("hostssl replication all 10.0.0.7/32 scram-sha-256");
        assertThat(HbaRule.local().insecureTrust().method()).isEqualTo("trust");
        assertThat(HbaRule.hostssl().insecureMd5().method()).isEqualTo("md5");
        assertThat(HbaRule.hostssl().insecurePassword().method()).isEqualTo("password");
    }

    @Test
    void refusesEmptyFilesAndRulesThatNeverMatch() {
        assertThatThrownBy(() -> PgHba.builder().build()).isInstanceOf(InvalidModelException.class);
        assertThatThrownBy(() ->
                        PgHba.builder().rejectPlaintext().rejectPlaintext().build())
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("rule 3")
                .hasMessageContaining("rule 4");
    }
}
