package io.gatehouse.proxy.internal.apache;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Token;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What surrounds the site for an instance of its own: {@code apache2 -D FOREGROUND -f <folder>/httpd.conf}. */
final class ApacheStandalone {
    /** Debian, Fedora, and a build from source. */
    private static final List<String> MODULE_FOLDERS =
            List.of("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/local/apache2/modules");

    private static final String MEDIA_TYPES = "/etc/mime.types";

    private ApacheStandalone() {}

    static List<Node> nodes(Rendering rendering, Path scratch) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment("An instance of its own, to try the site beside it: apache2 -D FOREGROUND -f (this file)"));
        nodes.add(words("ServerName", "standalone.invalid"));
        nodes.add(line("ServerRoot", Token.value("scratch", scratch.toString())));
        nodes.add(line("DefaultRuntimeDir", Token.value("scratch", scratch.toString())));
        nodes.add(words("PidFile", "httpd.pid"));
        nodes.add(words("ErrorLog", "/dev/stderr"));
        nodes.add(blank());
        nodes.add(comment(
                "Where this machine keeps its modules; another Apache's: -C 'Define gatehouse_modules /folder'"));
        List<Node> folders = new ArrayList<>();
        for (String folder : MODULE_FOLDERS) {
            folders.add(block(
                    "IfFile",
                    List.of(Token.text(folder + "/mod_ssl.so")),
                    List.of(line("Define", Token.word("gatehouse_modules"), Token.text(folder)))));
        }
        nodes.add(block("IfDefine", List.of(Token.word("!gatehouse_modules")), folders));
        nodes.add(blank());
        List<String> modules = new ArrayList<>(List.of("mpm_event", "unixd"));
        modules.addAll(ApacheModules.of(rendering));
        for (String module : modules) {
            nodes.add(block("IfModule", List.of(Token.word("!" + module + "_module")), List.of(load(module))));
        }
        if (modules.contains("mime")) {
            nodes.add(line("TypesConfig", Token.text(MEDIA_TYPES)));
        }
        nodes.add(blank());
        nodes.add(comment("Whoever starts it: the workers of root run as nobody."));
        nodes.add(line("User", Token.text("#65534")));
        nodes.add(line("Group", Token.text("#65534")));
        nodes.add(blank());
        nodes.add(block(
                "Directory",
                List.of(Token.text("/")),
                List.of(words("AllowOverride", "None"), words("Require", "all denied"))));
        nodes.add(line("SSLSessionCache", Token.text("shmcb:ssl_scache(512000)")));
        nodes.add(line("Include", Token.text(ApacheDialect.SITE)));
        return nodes;
    }

    private static Node load(String module) {
        return line(
                "LoadModule", Token.word(module + "_module"), Token.text("${gatehouse_modules}/mod_" + module + ".so"));
    }
}
