package io.gatehouse.proxy.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Who may pass, beside nginx's and Apache's files: a name, a colon and a hash on each line, without any quotes. */
final class UsersReader {
    private static final Pattern USER =
            Pattern.compile("[A-Za-z0-9][^:#\\s]*:\\$2[aby]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}");

    private UsersReader() {}

    static List<Entry> read(String text) {
        List<Entry> entries = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (!USER.matcher(line).matches()) {
                throw new Reader.UnreadableException("a line that is no name and hash");
            }
            entries.add(Entry.line(List.of(line.split(":", 2))));
        }
        return entries;
    }
}
