package io.gatehouse.postgres;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Service files and environments of every kind, right and wrong. */
final class ServiceFiles {
    private static final String[] LINES = {
        "[app]",
        "[app]",
        "[other]",
        "[app]x",
        " [app] ",
        "[app",
        "[]",
        "# comment",
        "",
        "  ",
        "host=db.example.org",
        "host = db",
        " host=db2  ",
        "port=5433",
        "port=",
        "dbname=a b",
        "user= agent",
        "user=\tagent",
        "password=p=q",
        "password='quoted'",
        "password=\\",
        "sslmode=require",
        "options=-c geqo=off",
        "application_name=\u00e4",
        "application_name=#",
        "host=\u00a0",
        "hostaddr=::1",
        "host",
        "nonsense=1",
        "Host=x",
        "service=app",
        "requiressl=1",
        "ssl=true",
        "=x",
        "\fport=1\u000b"
    };
    private static final String[] VARIABLES = {
        "PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGPASSWORD", "PGAPPNAME", "PGSSLMODE"
    };
    private static final String[] VALUES = {"", "x", " y ", "\u00e4", "a,b", "%41", "'q'"};

    private ServiceFiles() {}

    static String next(Random random) {
        StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "" : "[app]\n");
        for (int lines = random.nextInt(8); lines > 0; lines--) {
            // Mostly what is right, so that most files are read to their end.
            text.append(LINES[random.nextInt(random.nextInt(5) == 0 ? LINES.length : 27)]);
            text.append(random.nextInt(10) == 0 ? "\r\n" : "\n");
        }
        if (random.nextInt(20) == 0) {
            text.append("password=")
                    .append("p".repeat(1010 + random.nextInt(6)))
                    .append(random.nextBoolean() ? "\n" : "");
        }
        return text.toString();
    }

    static Map<String, String> environment(Random random) {
        Map<String, String> environment = new TreeMap<>();
        for (int variables = random.nextInt(4); variables > 0; variables--) {
            environment.put(VARIABLES[random.nextInt(VARIABLES.length)], VALUES[random.nextInt(VALUES.length)]);
        }
        if (random.nextInt(6) == 0) {
            environment.put("PGREQUIRESSL", random.nextBoolean() ? "1" : "0");
        }
        return environment;
    }
}
