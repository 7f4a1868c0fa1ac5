package io.gatehouse.crypto.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.crypto.jdbc.QuarantinedCell.Reason;
import io.gatehouse.crypto.jdbc.TableReader.Cell;
import io.gatehouse.crypto.jdbc.TableShape.ColumnShape;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class SecretTableTest {
    @Test
    void takesTheNamesForLogicalNames() {
        SecretTable table =
                SecretTable.builder("access_key", "id").column("secret").build();

        assertThat(table.logicalName()).isEqualTo("access_key");
        assertThat(table.columns()).containsExactly(new SecretTable.Column("secret", "secret", null));
    }

    @Test
    void reportsEveryProblemAtOnce() {
        assertThatThrownBy(() -> SecretTable.builder("", "i\0d").schema("").build())
                .asInstanceOf(InstanceOfAssertFactories.type(InvalidModelException.class))
                .extracting(InvalidModelException::problems, InstanceOfAssertFactories.list(Problem.class))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("schema", "name", "keyColumn", "logicalName", "column");
        assertThatThrownBy(() -> SecretTable.builder("t", "id")
                        .column("a")
                        .column("a", "b")
                        .build())
                .hasMessageContaining("named twice");
    }

    @Test
    void quotesEveryName() {
        SecretTable table = SecretTable.builder("a\"; DROP TABLE b; --", "k\"")
                .schema("s.t")
                .column("c d")
                .build();
        TableSql sql = new TableSql(table, Dialect.STANDARD);

        assertThat(sql.table()).isEqualTo("\"s.t\".\"a\"\"; DROP TABLE b; --\"");
        assertThat(sql.replace(table.columns().get(0), false))
                .isEqualTo("UPDATE " + sql.table() + " SET \"c d\" = ? WHERE \"k\"\"\" = ? AND \"c d\" = ?");
    }

    @Test
    void aKeyOfSeveralColumnsHasOneTextThatLeadsBackToIt() {
        assertThat(SecretTable.row("7", "alice")).isEqualTo("7,alice");
        assertThat(SecretTable.row("a,\\b")).as("of one column").isEqualTo("a,\\b");
        for (List<String> key : List.of(
                List.of("a", "b"), List.of("a,", "b"), List.of("a", ",b"), List.of("a\\", "b"), List.of("", "\\,"))) {
            String text = SecretTable.row(key.toArray(String[]::new));
            assertThat(RowKey.parse(text, 2).values()).as(text).isEqualTo(List.copyOf(key));
        }
    }

    @Test
    void goesBehindAKeyOfSeveralColumnsAsEachDatabaseDoesItByItsIndex() {
        SecretTable table =
                SecretTable.builder("t", List.of("a", "b", "c")).column("s").build();
        TableSql rows = new TableSql(table, Dialect.STANDARD);
        TableSql spelledOut = new TableSql(table, new Dialect("`", " LIMIT ?", false, "%s = ?"));

        assertThat(rows.countAfter()).endsWith("WHERE (\"a\", \"b\", \"c\") > (?, ?, ?)");
        assertThat(rows.behindParameters()).containsExactly(0, 1, 2);
        assertThat(spelledOut.countAfter())
                .endsWith("WHERE `a` > ? OR `a` = ? AND `b` > ? OR `a` = ? AND `b` = ? AND `c` > ?");
        assertThat(spelledOut.behindParameters()).containsExactly(0, 0, 1, 0, 1, 2);
    }

    @Test
    void aReportListsOnlySoManyAndCountsAll() {
        Tally total = new Tally();
        SecretTable.Column column = new SecretTable.Column("c", "c", null);
        ColumnShape shape = new ColumnShape(false, Integer.MAX_VALUE);
        for (int batch = 0; batch < 3; batch++) {
            Tally tally = new Tally();
            for (int i = 0; i < 400; i++) {
                tally.quarantine(
                        new Cell(RowKey.read(List.of(i), List.of("r" + i)), null, column, shape, null),
                        Reason.DAMAGED,
                        "");
            }
            total.add(tally, TableReport.MAX_LISTED);
        }
        TableReport report = TableReport.of(total, true, true, null, Duration.ZERO);

        assertThat(report.quarantined()).isEqualTo(1200);
        assertThat(report.quarantine()).hasSize(TableReport.MAX_LISTED);
        assertThat(report.isClean()).isFalse();
        assertThat(List.of(report.rows(), report.changed(), report.current(), report.empty(), report.vanished()))
                .containsOnly(0L);
    }
}
