package io.gatehouse.postgres.roles;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.Secret;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server hashes clear passwords of every script; ours must be the same hash. */
class ScramVerifierIT {
    /** By hand more: {@code -Dgatehouse.scram.passwords=100000}. */
    private static final int PASSWORDS = Integer.getInteger("gatehouse.scram.passwords", 250);

    /** First and last of a block; most have letters that are mapped, normalised, or run from right to left. */
    private static final int[][] BLOCKS = {
        {0x20, 0x7e},
        {0xa0, 0x17f},
        {0x300, 0x36f},
        {0x370, 0x4ff},
        {0x5d0, 0x5ea},
        {0x621, 0x64a},
        {0x901, 0x97f},
        {0x1100, 0x11ff},
        {0x1e00, 0x1fff},
        {0x2000, 0x206f},
        {0x2070, 0x218f},
        {0x3000, 0x33ff},
        {0x4e00, 0x9fa5},
        {0xac00, 0xd7a3},
        {0xf900, 0xfaff},
        {0xfb00, 0xfdff},
        {0xfe00, 0xffff},
        {0x1d400, 0x1d7ff},
        {0x2f800, 0x2fa1d}
    };

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void agreesWithTheServerOnEveryPasswordItTakes(int version) throws SQLException {
        Random random = new Random(version);
        int taken = 0;
        RoleDatabase database = RoleDatabase.of(version);
        database.reset();
        try (Connection connection = database.superuser("postgres").getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute("CREATE ROLE someone");
            for (int i = 0; i < PASSWORDS; i++) {
                String password = password(random);
                if (Saslprep.problem(password).isPresent()) {
                    continue;
                }
                taken++;
                sql.execute("ALTER ROLE someone PASSWORD " + Sql.text(password));
                try (ResultSet row = sql.executeQuery("SELECT rolpassword FROM pg_authid WHERE rolname = 'someone'")) {
                    row.next();
                    assertThat(ScramVerifier.parse(row.getString(1))
                                    .orElseThrow()
                                    .matches(Secret.ofText(password)))
                            .as(escaped(password))
                            .isTrue();
                }
            }
        }
        assertThat(taken).isGreaterThan(PASSWORDS / 2);
    }

    private static String password(Random random) {
        StringBuilder password = new StringBuilder();
        int[] block = BLOCKS[random.nextInt(BLOCKS.length)];
        int length = 1 + random.nextInt(6);
        while (password.length() < length) {
            int[] from = random.nextInt(4) == 0 ? BLOCKS[random.nextInt(BLOCKS.length)] : block;
            password.appendCodePoint(from[0] + random.nextInt(from[1] - from[0] + 1));
        }
        return password.toString();
    }

    private static String escaped(String password) {
        StringBuilder text = new StringBuilder();
        password.chars().forEach(c -> text.append(String.format("\\u%04x", c)));
        return text.toString();
    }
}
