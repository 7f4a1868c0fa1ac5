package io.gatehouse.proxy;

import java.nio.file.Path;

/**
 * What stands around a text in its model: made up where it is only printed, real where a server shall run it.
 *
 * @param host the site's name
 * @param upstream the application behind it
 * @param other another application
 * @param secure an application over HTTPS
 * @param certificate the site's certificate
 * @param authorities trust anchors
 * @param files a folder of files
 */
record Surroundings(
        String host,
        String upstream,
        String other,
        String secure,
        CertificatePaths certificate,
        Path authorities,
        Path files) {
    static final Surroundings MADE_UP = new Surroundings(
            "site.example.org",
            "http://127.0.0.1:3000",
            "http://127.0.0.1:3001",
            "https://api.example",
            CertificatePaths.in(Path.of("/etc/tls/site")).withBundle(Path.of("/etc/tls/site/bundle.pem")),
            Path.of("/etc/tls/authorities.pem"),
            Path.of("/srv/files"));
}
