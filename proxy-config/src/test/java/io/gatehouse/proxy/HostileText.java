package io.gatehouse.proxy;

import java.util.List;
import java.util.Random;

/**
 * Strings that configuration languages trip over: their quotes, escapes, variables and keywords, broken Unicode, what got
 * through to others before, and real values with such things in them.
 */
public final class HostileText {
    private static final String[] PIECES = {
        // What ends or opens something.
        "\"",
        "'",
        "`",
        "\\",
        "\\\\",
        "\\\"",
        "\\'",
        ";",
        "{",
        "}",
        "{}",
        "#",
        " # ",
        "<",
        ">",
        "(",
        ")",
        "[",
        "]",
        "|",
        "&",
        "</Location>",
        "<If true>",
        "</VirtualHost>",
        "*/",
        "\"; }",
        "';",
        " {",
        "\" {",
        "`{",
        "<<EOF",
        "EOF",
        "import ",
        "@name",
        "(snippet)",
        // What stands for something else.
        "$",
        "$$",
        "${HOME}",
        "$host",
        "${host}",
        "$1",
        "{$HOME}",
        "{$HOME:x}",
        "{env.HOME}",
        "{http.request.uri}",
        "{host}",
        "%",
        "%%",
        "%n",
        "%[env(HOME)]",
        "%[src]",
        "%{ENV:HOME}",
        "%{reqenv:HOME}",
        "%{SERVER_NAME}e",
        "%1",
        "%o",
        "\\1",
        "\\Q",
        "\\E",
        "*",
        "?",
        "**",
        "[a-z]",
        ".*",
        "^",
        "~",
        "^~",
        "=",
        "= ",
        "@",
        "-",
        "--",
        "-m",
        "-f",
        "-i",
        "+",
        "!",
        ".",
        "..",
        "//",
        "/./",
        "/../",
        "../../etc",
        ",",
        ":",
        "::",
        "[::1]",
        "%2e%2e",
        "%2f",
        "%0a",
        "%00",
        // What names another place or a program.
        "unix:",
        "engine:",
        "data:",
        "store:",
        "syslog:",
        "|/bin/sh",
        "prg:/bin/sh",
        "exec:",
        "expr=",
        "fd@3",
        "abns@x",
        "pkcs11:",
        "file://",
        "http://",
        "env(HOME)",
        "internal",
        "off",
        "on",
        "none",
        "default",
        "stdout",
        "stderr",
        "!",
        // Blanks, controls and broken text.
        " ",
        "  ",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\u0000",
        "\u0001",
        "\u001b[2J",
        "\u007f",
        "\u0080",
        "\u0085",
        "\u00a0",
        "\u2028",
        "\u2029",
        "\u3000",
        "\ufeff",
        "\u202e",
        "\ud800",
        "\udc00",
        "\ud83d\ude00",
        "\u00e9",
        "e\u0301",
        "\u6f22",
        "\u00df",
        "\u0130",
        "\uff0f",
        "\uffff",
        // What got through to others: ingress-nginx by its paths, snippets, mirror, auth-url and match-cn.
        "/;}location /x{return 200 $ssl_client_raw_cert;}",
        "\n}\nload_module /tmp/x.so;\n",
        "#;\nssl_engine x;",
        "abc){ } if ($x ~ y",
        "http://x/#;}}}\nload_module x;",
        "CN=x\"; content_by_lua_block { os.execute('id') }",
        "; proxy_pass http://127.0.0.1:10246/;",
        "/$(id)",
        "/x\r\nX-Injected: 1",
        "$request_uri; alias /",
        "/a\" upstream;\nadd_header X 1",
        "(?{code})",
        "nobody\nuse_backend x if TRUE",
        "' if { src 0.0.0.0/0 }",
        "\"\nServerAlias *",
        "\\\nInclude /etc/passwd",
        "x\n\trespond 200",
    };

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-._/:+&= ";

    private HostileText() {}

    /** One of the fields. */
    static TextField field(List<TextField> fields, Random random) {
        TextField field = fields.get(random.nextInt(fields.size()));
        return field.takesLong() && random.nextInt(200) > 0 ? field(fields, random) : field;
    }

    /** A string for a field: a real value with something hostile at or in it, or nothing but that. */
    static String of(TextField field, Random random) {
        String real = field.real();
        String hostile = pieces(random);
        int at = random.nextInt(real.length() + 1);
        return switch (random.nextInt(8)) {
            case 0 -> hostile;
            case 1 -> hostile + real;
            case 2 -> real + hostile;
            case 3 -> real.charAt(0) + hostile;
            case 4 -> real.substring(0, at) + real.substring(Math.min(real.length(), at + 1)) + pieces(random);
            case 5 -> changed(real, at, random);
            default -> real.substring(0, at) + hostile + real.substring(at);
        };
    }

    /** A string of any kind. */
    public static String pieces(Random random) {
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(4); count >= 0; count--) {
            int kind = random.nextInt(100);
            if (kind < 60) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            } else if (kind < 90) {
                text.append(plain(random));
            } else if (kind < 98) {
                text.append((char) random.nextInt(0x10000));
            } else {
                text.append(longOne(random));
            }
        }
        return text.toString();
    }

    private static String changed(String real, int at, Random random) {
        StringBuilder text = new StringBuilder(real);
        text.insert(at, plain(random));
        if (random.nextBoolean()) {
            text.deleteCharAt(random.nextInt(text.length()));
        }
        return text.toString();
    }

    private static String plain(Random random) {
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(6); count >= 0; count--) {
            text.append(PLAIN.charAt(random.nextInt(PLAIN.length())));
        }
        return text.toString();
    }

    /** Around the lengths where servers stop reading: a label, a name, a line, a buffer. */
    private static String longOne(Random random) {
        int[] lengths = {63, 128, 255, 1024, 2040, 4090, 5000};
        String piece = random.nextBoolean() ? "x" : PIECES[random.nextInt(PIECES.length)];
        int length = lengths[random.nextInt(lengths.length)] + random.nextInt(5) - 2;
        return piece.repeat(length / piece.length() + 1).substring(0, length);
    }
}
