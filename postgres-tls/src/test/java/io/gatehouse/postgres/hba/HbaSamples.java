package io.gatehouse.postgres.hba;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Files of every quality, from sound to broken, each the same again for the same seed. */
final class HbaSamples {
    private static final List<String> TYPES = List.of(
            "local",
            "local",
            "host",
            "host",
            "hostssl",
            "hostssl",
            "hostnossl",
            "hostgssenc",
            "hostnogssenc",
            "\"host\"",
            "Host",
            "hostx",
            "local,host");
    private static final List<String> NAMES = List.of(
            "all",
            "\"all\"",
            "sameuser",
            "samerole",
            "samegroup",
            "replication",
            "\"replication\"",
            "app",
            "App",
            "\"two words\"",
            "\"a,b\"",
            "\"say \"\"hi\"\"\"",
            "+ops",
            "+\"big ops\"",
            "\"+ops\"",
            "a\"b c\"d",
            "\"\"",
            "@names",
            "@\"two words\"",
            "@empty",
            "@nested",
            "@missing",
            "\"@names\"",
            "@",
            "@listed",
            "\u00e4\u4e2d",
            "/^app$",
            "\"/^(a|b)$\"",
            "/a.*",
            "/[[:digit:]]+",
            "/(",
            "/a{2",
            "/*",
            "/[z-a]",
            "/\\q",
            "/(a)\\1",
            "/a**",
            "/",
            "back\\slash",
            "a#b",
            "include");
    private static final List<String> ADDRESSES = List.of(
            "all",
            "\"all\"",
            "samehost",
            "samenet",
            "10.0.0.0/8",
            "10.1.2.3/8",
            "0.0.0.0/0",
            "::/0",
            "::1/128",
            "fe80::1/64",
            "fd00::/8",
            "127.0.0.1/32",
            "10.0.0.1 255.255.255.255",
            "10.0.0.0 255.0.255.0",
            "::1 ffff::",
            "10.0.0.1 ::1",
            "10.0.0.1",
            "10.1 255.255.0.0",
            "010.0.0.1/32",
            "0x7f.1/8",
            "10.0.0.0/+8",
            "\"10.0.0.0/ 8\"",
            "10.0.0.0/33",
            "10.0.0.0/-0",
            "10.0.0.0/",
            "/8",
            "1/32",
            "1.2.3.256",
            "1.2.3.4.5",
            "08.1.1.1",
            "4294967295/32",
            "4294967296/32",
            "1.16777215/8",
            "1.16777216/8",
            "db.example.org",
            ".example.org",
            "db.example.org/8",
            "\"\"",
            "::ffff:10.0.0.1/128",
            "::10.0.0.1/128",
            "1::2::3",
            "fe80::1%1/64",
            "2001:DB8::A/32",
            "10.0.0.0/8,11.0.0.0/8",
            "1:2:3:4:5:6:7:8/128",
            "1:2:3:4:5:6:7::/128",
            "0/0",
            "10.0.0.1/8 ",
            "@names",
            "\"@names\"");
    private static final List<String> METHODS = List.of(
            "trust",
            "reject",
            "scram-sha-256",
            "scram-sha-256",
            "md5",
            "password",
            "cert",
            "cert",
            "peer",
            "peer",
            "ident",
            "radius",
            "oauth",
            "pam",
            "gss",
            "sspi",
            "ldap",
            "bsd",
            "Trust",
            "none",
            "trust,md5",
            "\"trust\"");
    private static final List<String> OPTIONS = List.of(
            "map=m",
            "map=\"my map\"",
            "map=",
            "clientcert=verify-full",
            "clientcert=verify-ca",
            "clientcert=1",
            "clientname=CN",
            "clientname=DN",
            "clientname=dn",
            "radiusservers=127.0.0.1",
            "radiusservers=\"127.0.0.1,::1\"",
            "radiussecrets=s",
            "radiussecrets=\"a,b\"",
            "radiussecrets=\"\"\"a,b\"\",c\"",
            "radiusports=1812",
            "radiusports=x",
            "radiusidentifiers=i",
            "radiusidentifiers=\"i,,\"",
            "radiusservers=\"\"",
            "scope=s",
            "issuer=https://i.example.org",
            "validator=none",
            "delegate_ident_mapping=1",
            "colour=red",
            "=",
            "novalue",
            "map=a,map=b",
            "include_realm=1",
            "pamservice=p",
            "ldapserver=x",
            "krb_realm=x");
    private static final List<String> SOUND_NAMES = List.of(
            "all",
            "\"all\"",
            "sameuser",
            "replication",
            "app",
            "\"two words\"",
            "\"a,b\"",
            "\"say \"\"hi\"\"\"",
            "+ops",
            "+\"big ops\"",
            "\"+ops\"",
            "a\"b c\"d",
            "@names",
            "@\"two words\"",
            "@nested",
            "\"@names\"",
            "@",
            "\u00e4\u4e2d",
            "/^app$",
            "\"/^(a|b)$\"",
            "/a.*",
            "/[[:digit:]]+",
            "/(a)\\1",
            "back\\slash",
            "a#b",
            "\"\"");
    private static final List<String> SOUND_ADDRESSES = List.of(
            "all",
            "\"all\"",
            "samehost",
            "samenet",
            "10.0.0.0/8",
            "10.1.2.3/8",
            "0.0.0.0/0",
            "::/0",
            "::1/128",
            "fe80::1/64",
            "10.0.0.1 255.255.255.255",
            "10.0.0.0 255.0.255.0",
            "::1 ffff::",
            "10.1 255.255.0.0",
            "010.0.0.1/32",
            "0x7f.1/8",
            "10.0.0.0/+8",
            "\"10.0.0.0/ 8\"",
            "1/32",
            "1.2.3.256",
            "4294967295/32",
            "db.example.org",
            ".example.org",
            "::ffff:10.0.0.1/128",
            "2001:DB8::A/32",
            "\"@names\"");
    private static final List<String> SOUND_ENDS = List.of(
            "trust",
            "reject",
            "scram-sha-256",
            "md5",
            "password",
            "ident map=m",
            "radius radiusservers=\"127.0.0.1,::1\" radiussecrets=\"\"\"a,b\"\",c\"",
            "\"reject\"");
    private static final List<String> SOUND_TLS_ENDS = List.of(
            "cert",
            "cert map=m clientname=DN",
            "cert clientcert=verify-full",
            "scram-sha-256 clientcert=verify-ca",
            "reject clientname=CN",
            "ident map=\"my map\" , clientcert=verify-full");
    private static final List<String> SOUND_OPTIONS =
            List.of("radiusservers=127.0.0.1 radiussecrets=s", "scope=s issuer=https://i.example.org", "map=m", "");
    private static final List<String> SEPARATORS = List.of(" ", " ", " ", "\t", "  ", " \t ", "\\\n ", " \\\r\n", "\r");
    private static final List<String> BREAKS = List.of("\n", "\n", "\n", "\r\n", "\n\n", " \n", "\\\n\n", "\r\r\n");
    private static final String MUTATIONS = " \t,\"#\\@/+=\n\r.[](){}*0a\u00e4-";

    private final Random random;
    private final boolean sound;
    private final StringBuilder text = new StringBuilder();

    private HbaSamples(long seed) {
        this.random = new Random(seed);
        // Neighbouring seeds give alike first numbers.
        random.nextInt();
        this.sound = random.nextBoolean();
    }

    static String hba(long seed) {
        HbaSamples samples = new HbaSamples(seed);
        int lines = 1 + samples.random.nextInt(6);
        for (int i = 0; i < lines; i++) {
            samples.hbaLine();
            samples.text.append(samples.any(BREAKS));
        }
        String whole = samples.text.toString();
        String mutated = samples.mutated();
        return asksDns(mutated) ? whole : mutated;
    }

    /** The server looks up RADIUS servers by name, and no test reaches beyond this machine. */
    private static boolean asksDns(String content) {
        return content.replaceAll("radiusservers=(127\\.0\\.0\\.1|\"127\\.0\\.0\\.1,::1\"|\"\")(?=[\\s\\\\,#]|$)", "")
                .contains("radiusservers");
    }

    static String ident(long seed) {
        HbaSamples samples = new HbaSamples(seed);
        int lines = 1 + samples.random.nextInt(6);
        for (int i = 0; i < lines; i++) {
            int fields = samples.random.nextInt(10) == 0 ? samples.random.nextInt(5) : 3;
            for (int field = 0; field < fields; field++) {
                samples.text
                        .append(samples.any(samples.sound ? SOUND_NAMES : NAMES))
                        .append(samples.any(SEPARATORS));
            }
            samples.text.append(samples.any(BREAKS));
        }
        return samples.mutated();
    }

    private void hbaLine() {
        switch (random.nextInt(12)) {
            case 0 -> text.append("# a comment \"").append(any(NAMES));
            case 1 ->
                text.append(any(List.of(
                        "include other.conf",
                        "include_if_exists nowhere.conf",
                        "include_dir dir",
                        "include missing.conf",
                        "include bad.conf",
                        "\"include\" other.conf",
                        "include other.conf more",
                        "include_dir missing",
                        "include_dir \"\"",
                        "include @listed",
                        "include",
                        "include_if_exists other.conf,x")));
            case 2 -> text.append("");
            default -> {
                if (sound) {
                    soundRule();
                } else {
                    rule();
                }
            }
        }
    }

    private void soundRule() {
        String type = any(TYPES.subList(0, 7));
        text.append(type).append(any(SEPARATORS)).append(list()).append(any(SEPARATORS));
        text.append(list()).append(any(SEPARATORS));
        if (type.equals("local")) {
            text.append(any(List.of("peer", "trust", "peer map=m", "ident", "scram-sha-256", "reject")));
        } else {
            text.append(any(SOUND_ADDRESSES)).append(any(SEPARATORS));
            text.append(any(type.equals("hostssl") && random.nextBoolean() ? SOUND_TLS_ENDS : SOUND_ENDS));
        }
    }

    private void rule() {
        String type = any(TYPES);
        field(type);
        field(list());
        field(list());
        if (!type.equals("local") || random.nextInt(20) == 0) {
            field(any(ADDRESSES));
        }
        field(any(METHODS));
        if (random.nextInt(2) == 0) {
            field(any(SOUND_OPTIONS));
        }
        for (int options = random.nextInt(3); options > 0 && random.nextInt(2) == 0; options--) {
            field(any(OPTIONS));
        }
        if (random.nextInt(5) == 0) {
            text.append("# why");
        }
    }

    private void field(String value) {
        if (random.nextInt(60) != 0) {
            text.append(value).append(any(SEPARATORS));
        }
    }

    private String list() {
        List<String> from = sound ? SOUND_NAMES : NAMES;
        List<String> names = new ArrayList<>(List.of(any(from)));
        while (random.nextInt(3) == 0) {
            names.add(any(from));
        }
        return String.join(any(List.of(",", ",", ", ", ",,", ",\\\n")), names);
    }

    private String mutated() {
        for (int changes = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0; changes > 0; changes--) {
            int at = random.nextInt(text.length() + 1);
            char c = MUTATIONS.charAt(random.nextInt(MUTATIONS.length()));
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, c);
                case 1 -> text.delete(at, Math.min(text.length(), at + 1));
                case 2 -> text.setLength(at);
                default -> text.replace(at, Math.min(text.length(), at + 1), String.valueOf(c));
            }
        }
        return text.toString();
    }

    /** Short texts of what means something in an expression. */
    static String regex(long seed) {
        Random random = new Random(seed);
        List<String> pieces = List.of(
                "a",
                "b",
                "(",
                ")",
                "(?:",
                "(?=",
                "(?!",
                "(?<=",
                "[",
                "]",
                "[^",
                "-",
                "z",
                "|",
                "*",
                "+",
                "?",
                "{2}",
                "{1,",
                "}",
                "{",
                "{3,1}",
                "{256}",
                ",",
                "^",
                "$",
                ".",
                "\\",
                "\\1",
                "\\2",
                "\\d",
                "\\W",
                "\\m",
                "\\y",
                "\\q",
                "\\x4",
                "\\u00e4",
                "[[:alpha:]]",
                "[:digit:]",
                "[[:<:]]",
                "[a-c]",
                "\\.",
                "\\(",
                "0",
                "\u00e4");
        StringBuilder regex = new StringBuilder();
        for (int count = 1 + random.nextInt(7); count > 0; count--) {
            regex.append(pieces.get(random.nextInt(pieces.size())));
        }
        return regex.toString();
    }

    private String any(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
