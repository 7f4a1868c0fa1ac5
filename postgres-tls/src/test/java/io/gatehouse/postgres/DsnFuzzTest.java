package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.core.GatehouseException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * Any text is read or refused in order, by every reader of data source names, and what is read is printed and read again
 * as it was. With {@code JAZZER_FUZZ=1} in the environment Jazzer looks for texts that are not; decision 40 has the
 * command. The normal build tries what is kept in {@code src/test/resources}, in {@link DsnCorpusTest}.
 */
class DsnFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void readsOrRefuses(byte[] input) {
        tryOut(input);
    }

    static void tryOut(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        readConninfo(text);
        roundTrip(text, Dsn::parseJdbcUrl, Dsn::exposeJdbcUrl);
        roundTrip(text, Dsn::parseLibpqUri, Dsn::exposeLibpqUri);
        roundTrip(text, Dsn::parseR2dbcUrl, dsn -> dsn.export().exposeR2dbcUrl());
        readService(text);
    }

    private static void readConninfo(String text) {
        try {
            Conninfo conninfo = Conninfo.parse(text);
            assertThat(Conninfo.parse(conninfo.exposeUri())).isEqualTo(conninfo);
        } catch (DsnException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    private static void roundTrip(String text, Function<String, Dsn> read, Function<Dsn, String> print) {
        Dsn dsn;
        String printed;
        try {
            dsn = read.apply(text);
            printed = print.apply(dsn);
        } catch (GatehouseException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
            return;
        }
        assertThat(print.apply(read.apply(printed))).isEqualTo(printed);
        assertThat(dsn.toString()).startsWith("Dsn[");
    }

    private static void readService(String text) {
        try {
            ServiceFile file = ServiceFile.parse(text);
            List.copyOf(file.services())
                    .forEach(name -> assertThat(file.service(name).toString()).startsWith("Conninfo["));
        } catch (DsnException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
