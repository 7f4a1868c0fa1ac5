package io.gatehouse.acme;

import java.nio.file.Path;

/** The four files of a version, by certbot's names. */
enum PemFile {
    PRIVKEY("privkey"),
    CERT("cert"),
    CHAIN("chain"),
    FULLCHAIN("fullchain");

    private static final String SUFFIX = ".pem";

    private final String stem;

    PemFile(String stem) {
        this.stem = stem;
    }

    /** What servers ask for. */
    String link() {
        return stem + SUFFIX;
    }

    /** The name of the link to a file, which keeps the ending that says it is encrypted. */
    String link(String fileName) {
        return link() + fileName.substring(KeyFiles.plainName(fileName).length());
    }

    String file(int version) {
        return stem + version + SUFFIX;
    }

    Path in(Path archive, int version) {
        return archive.resolve(file(version));
    }

    /** The version in a file's name; 0 for a name that is none of ours. */
    static int version(String name) {
        String fileName = KeyFiles.plainName(name);
        for (PemFile file : values()) {
            if (fileName.startsWith(file.stem) && fileName.endsWith(SUFFIX)) {
                String digits = fileName.substring(file.stem.length(), fileName.length() - SUFFIX.length());
                if (digits.matches("[1-9][0-9]{0,8}")) {
                    return Integer.parseInt(digits);
                }
            }
        }
        return 0;
    }
}
