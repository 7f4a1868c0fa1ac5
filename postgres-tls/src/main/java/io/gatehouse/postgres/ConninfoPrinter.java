package io.gatehouse.postgres;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes libpq's forms so that libpq reads the same values back, those that are set to nothing included. */
final class ConninfoPrinter {
    private ConninfoPrinter() {}

    static String uri(Map<ConninfoKeyword, String> values) {
        StringBuilder uri = new StringBuilder("postgresql://");
        Map<ConninfoKeyword, String> rest = new LinkedHashMap<>(values);
        String user = values.getOrDefault(ConninfoKeyword.USER, "");
        if (!user.isEmpty()) {
            uri.append(PercentCoding.encode(user));
            rest.remove(ConninfoKeyword.USER);
            String password = values.getOrDefault(ConninfoKeyword.PASSWORD, "");
            if (!password.isEmpty()) {
                uri.append(':').append(PercentCoding.encode(password));
                rest.remove(ConninfoKeyword.PASSWORD);
            }
            uri.append('@');
        }
        if (pairUp(values)) {
            appendHosts(uri, rest);
        }
        String database = values.getOrDefault(ConninfoKeyword.DBNAME, "");
        if (!database.isEmpty()) {
            uri.append('/').append(PercentCoding.encode(database));
            rest.remove(ConninfoKeyword.DBNAME);
        }
        char separator = '?';
        for (Map.Entry<ConninfoKeyword, String> entry : rest.entrySet()) {
            uri.append(separator).append(entry.getKey().text()).append('=');
            uri.append(PercentCoding.encodePath(entry.getValue()));
            separator = '&';
        }
        return uri.toString();
    }

    /** Whether hosts and ports can stand side by side: between two hosts a URI always says two ports, if empty ones. */
    private static boolean pairUp(Map<ConninfoKeyword, String> values) {
        String host = values.getOrDefault(ConninfoKeyword.HOST, "");
        String port = values.get(ConninfoKeyword.PORT);
        if (host.isEmpty()) {
            return false;
        }
        long hosts = host.chars().filter(c -> c == ',').count();
        if (port == null) {
            return hosts == 0;
        }
        return !port.isEmpty() && hosts == port.chars().filter(c -> c == ',').count();
    }

    private static void appendHosts(StringBuilder uri, Map<ConninfoKeyword, String> rest) {
        String[] hosts = String.valueOf(rest.remove(ConninfoKeyword.HOST)).split(",", -1);
        String port = rest.remove(ConninfoKeyword.PORT);
        String[] ports = port == null ? new String[] {""} : port.split(",", -1);
        for (int i = 0; i < hosts.length; i++) {
            uri.append(i == 0 ? "" : ",");
            boolean v6 = hosts[i].indexOf(':') >= 0 && hosts[i].matches("[0-9A-Fa-f:.]+");
            uri.append(v6 ? "[" + hosts[i] + "]" : PercentCoding.encode(hosts[i]));
            uri.append(ports[i].isEmpty() ? "" : ":" + PercentCoding.encode(ports[i]));
        }
    }

    static String keywords(Map<ConninfoKeyword, String> values) {
        StringBuilder words = new StringBuilder();
        values.forEach((keyword, value) -> {
            words.append(words.length() == 0 ? "" : " ").append(keyword.text()).append('=');
            words.append(quoted(text(keyword, value)));
        });
        return words.toString();
    }

    private static String quoted(String value) {
        return value.matches("[A-Za-z0-9_./:,@+-]+")
                ? value
                : "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    static DriverSettings environment(Map<ConninfoKeyword, String> values) {
        Map<String, String> variables = new LinkedHashMap<>();
        List<Conversion.Change> changes = new ArrayList<>();
        values.forEach((keyword, value) -> {
            if (keyword.variable().isPresent()) {
                variables.put(keyword.variable().get(), text(keyword, value));
            } else {
                changes.add(new Conversion.Change(
                        keyword.text(), Conversion.Kind.LOST, "libpq has no environment variable for it"));
            }
        });
        return new DriverSettings(variables, changes);
    }

    private static String text(ConninfoKeyword keyword, String value) {
        if (EscapedUtf8.hasUnpairedSurrogate(value)) {
            throw new DsnException(keyword.text() + " is not UTF-8, and only a URI can say such bytes: correct it");
        }
        return value;
    }
}
