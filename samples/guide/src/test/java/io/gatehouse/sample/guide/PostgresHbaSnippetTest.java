package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.postgres.PostgresVersion;
import io.gatehouse.postgres.hba.AuthEntry;
import io.gatehouse.postgres.hba.AuthFile;
import io.gatehouse.postgres.hba.AuthFiles;
import io.gatehouse.postgres.hba.HbaAddress;
import io.gatehouse.postgres.hba.HbaFinding;
import io.gatehouse.postgres.hba.HbaLint;
import io.gatehouse.postgres.hba.HbaRule;
import io.gatehouse.postgres.hba.IdentMap;
import io.gatehouse.postgres.hba.PgHba;
import io.gatehouse.postgres.hba.PgIdent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresHbaSnippetTest {
    @Test
    void aFileIsReadJudgedAndMended(@TempDir Path main) throws IOException {
        Path path = Files.writeString(main.resolve("pg_hba.conf"), """
                local  all  all             trust # for now
                host   app  web 10.0.0.0/8  md5
                """);

        // region read
        AuthFile file = AuthFile.parse(path, Files.readAllBytes(path));
        AuthFiles included = AuthFiles.below(path.getParent()); // or none(), or of(Map) from memory
        PostgresVersion version = PostgresVersion.of(18);

        for (AuthEntry<HbaRule> entry : PgHba.entries(file, version, included)) {
            entry.value().ifPresent(rule -> System.out.println(entry.place() + " " + rule));
            entry.problem().ifPresent(problem -> System.out.println(entry.place() + " " + problem));
        }
        // end

        // region lint
        HbaLint lint = HbaLint.builder(version)
                .superusers("postgres")
                .tls(true) // what postgresql.conf says, if it is known
                .clientCa(true)
                .build();
        List<HbaFinding> findings = lint.check(file, included);
        findings.forEach(System.out::println);
        // end

        // region mend
        AuthFile mended = lint.mend(file, included);
        byte[] written = mended.toBytes();
        // end

        assertThat(findings).extracting(HbaFinding::line).contains(1, 2);
        assertThat(mended.print()).startsWith("local  all  all             peer # for now\n");
        assertThat(written).isNotEmpty();
        assertThat(lint.check(mended, included)).isEmpty();
    }

    @Test
    void filesAreBuilt() {
        // region build
        PgHba hba = PgHba.builder()
                .rule(HbaRule.local().users("postgres").peer("os"))
                .rule(HbaRule.hostssl()
                        .databasesMatching("tenant_[0-9]+")
                        .users("web")
                        .from(HbaAddress.network("10.0.0.0/8"))
                        .scramWithCertificate())
                .rejectPlaintext()
                .build();
        PgIdent ident = PgIdent.of(
                IdentMap.of("os", "root", "postgres"), IdentMap.matching("mail", "(.*)@example\\.org", "\\1"));
        // end

        assertThat(hba.print()).contains("hostssl \"/^(?:tenant_[0-9]+)$\" web 10.0.0.0/8 scram-sha-256");
        assertThat(ident.print()).isEqualTo("os root postgres\nmail \"/^(?:(.*)@example\\.org)$\" \"\\1\"\n");
    }
}
