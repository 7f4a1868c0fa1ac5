package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.core.DomainName;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Token;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What surrounds the site for an instance of its own: {@code nginx -e stderr -c <folder>/nginx.conf}. */
final class NginxStandalone {
    /** What nginx takes on a machine with cache lines of 64 bytes. */
    static final int DEFAULT_BUCKET = 64;

    /** How large nginx lets its table of names grow. */
    static final int DEFAULT_HASH = 512;

    /** What a web page is made of; an installed nginx has a longer list beside it. */
    private static final List<Node> TYPES = List.of(
            type("text/html", "html htm"),
            type("text/css", "css"),
            type("text/javascript", "js mjs"),
            type("text/plain", "txt"),
            type("application/json", "json map"),
            type("application/wasm", "wasm"),
            type("font/woff2", "woff2"),
            type("image/png", "png"),
            type("image/svg+xml", "svg"));

    private NginxStandalone() {}

    static List<Node> nodes(Rendering rendering, Path scratch) {
        List<Node> http = new ArrayList<>();
        http.add(file("access_log", scratch, "access.log"));
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            http.add(file(kind + "_temp_path", scratch, kind));
        }
        http.add(line("server_names_hash_max_size", Token.word(hashFor(rendering.proxy()))));
        http.add(line("server_names_hash_bucket_size", Token.word(bucketFor(rendering.proxy()))));
        http.add(blank());
        http.add(block("types", List.of(), TYPES));
        http.add(blank());
        http.add(words("include", NginxDialect.SITE));
        return List.of(
                comment("An instance of its own, to try the site beside it: nginx -e stderr -c (this file)"),
                words("daemon", "off"),
                file("pid", scratch, "nginx.pid"),
                words("error_log", "stderr notice"),
                blank(),
                block("events", List.of(), List.of(words("worker_connections", "512"))),
                blank(),
                block("http", List.of(), http));
    }

    /** A table of which half stays empty, so that nginx finds a place for each name. */
    static int hashFor(ReverseProxy proxy) {
        int names = 0;
        for (Site site : proxy.sites()) {
            names += site.hosts().size();
        }
        int size = DEFAULT_HASH;
        while (size < 2 * names) {
            size *= 2;
        }
        return size;
    }

    /** A bucket holds at least one name: two pointers, a length and the name, rounded up to pointers. */
    static int bucketFor(ReverseProxy proxy) {
        int longest = 0;
        for (Site site : proxy.sites()) {
            for (DomainName host : site.hosts()) {
                longest = Math.max(longest, host.text().length());
            }
        }
        int bucket = DEFAULT_BUCKET;
        while (bucket < 16 + (longest + 2 + 7) / 8 * 8) {
            bucket *= 2;
        }
        return bucket;
    }

    private static Node type(String type, String suffixes) {
        return words("", type + " " + suffixes);
    }

    private static Node file(String directive, Path scratch, String name) {
        return line(directive, Token.value("scratch", scratch.resolve(name).toString()));
    }
}
