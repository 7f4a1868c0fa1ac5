package io.gatehouse.proxy.internal.haproxy;

import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.line;

import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.ClientCertificates;
import io.gatehouse.proxy.HttpVersion;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.OpenSslPolicy;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.Token;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The certificates that are shown, and those that clients are asked for. A few stand on the {@code bind} line; many, or such
 * as go with settings of one site alone, in a list of their own.
 */
final class HaproxyCertificates {
    static final String LIST = "certificates.list";
    static final String QUIC_LIST = "certificates-quic.list";
    private static final int MOST_ON_BIND = 8;
    private static final int NAMES_A_LINE = 50;

    private final Rendering rendering;
    private final HaproxySites sites;
    private final boolean sameAlpn;
    private final boolean sameTls;
    private final boolean firstHasAllCiphers;
    private final boolean allHttp3;
    private final Map<CertificatePaths, Token> files = new LinkedHashMap<>();

    HaproxyCertificates(Rendering rendering, HaproxySites sites) {
        this.rendering = rendering;
        this.sites = sites;
        this.sameAlpn = sites.same(group -> group.speaks(HttpVersion.HTTP_2));
        this.sameTls = sites.same(group -> group.site().tls());
        this.firstHasAllCiphers = sites.first().site().tls().ciphers().containsAll(sites.ciphers());
        this.allHttp3 = sites.groups().stream().allMatch(HaproxySites::speaksHttp3);
        for (SiteScope scope : rendering.sites()) {
            List<CertificatePaths> certificates = scope.site().certificates();
            for (int i = 0; i < certificates.size(); i++) {
                if (!files.containsKey(certificates.get(i))) {
                    files.put(certificates.get(i), file(scope.field("certificates[" + i + "]"), certificates.get(i)));
                }
            }
        }
    }

    /** Whether certificates stand in a list, so that names decide which settings are theirs. */
    boolean areListed() {
        return byName() || files.size() > MOST_ON_BIND;
    }

    boolean quicHasItsOwnList() {
        return !allHttp3 || byName();
    }

    /** What stands on the {@code bind} line of TCP. */
    List<Token> onBind() {
        List<Token> tokens = new ArrayList<>(shown(areListed(), LIST));
        if (sameAlpn) {
            tokens.addAll(List.of(Token.word("alpn"), Token.word(alpn(sites.first()))));
        }
        return tokens;
    }

    /** What stands on the {@code bind} line of QUIC. */
    List<Token> onQuicBind() {
        List<Token> tokens = new ArrayList<>(quicHasItsOwnList() ? shown(true, QUIC_LIST) : shown(areListed(), LIST));
        tokens.addAll(List.of(Token.word("alpn"), Token.word("h3")));
        return tokens;
    }

    List<Node> list() {
        return list(group -> true, !sameAlpn);
    }

    List<Node> quicList() {
        return list(HaproxySites::speaksHttp3, false);
    }

    private boolean byName() {
        return !sites.haveTheSameClients() || !sameAlpn || !sameTls;
    }

    private List<Token> shown(boolean listed, String list) {
        List<Token> tokens = new ArrayList<>();
        if (listed) {
            tokens.addAll(List.of(Token.word("crt-list"), Token.word(list)));
        } else {
            files.values().forEach(file -> tokens.addAll(List.of(Token.word("crt"), file)));
        }
        if (sites.haveTheSameClients()) {
            tokens.addAll(asked(sites.first()));
        }
        return tokens;
    }

    private static List<Token> asked(SiteGroup group) {
        List<Token> tokens = new ArrayList<>();
        String field = group.first().field("clientCertificates");
        group.site().clientCertificates().ifPresent(clients -> {
            tokens.addAll(List.of(
                    Token.word("ca-file"),
                    Token.value(field + ".authorities", clients.authorities().toString())));
            clients.revocations()
                    .ifPresent(file -> tokens.addAll(
                            List.of(Token.word("crl-file"), Token.value(field + ".revocations", file.toString()))));
            tokens.addAll(List.of(Token.word("verify"), Token.word(verify(clients))));
        });
        return tokens;
    }

    private static String verify(ClientCertificates clients) {
        return clients.required() ? "required" : "optional";
    }

    private static String alpn(SiteGroup group) {
        return group.speaks(HttpVersion.HTTP_2) ? "h2,http/1.1" : "http/1.1";
    }

    /** Each certificate once for each group of settings; the names only where the settings depend on them. */
    private List<Node> list(Predicate<SiteGroup> wanted, boolean withAlpn) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment("Certificates, settings that hold for them alone, and the names they are shown for."));
        for (SiteGroup group : sites.groups()) {
            if (wanted.test(group)) {
                nodes.addAll(lines(group, withAlpn));
            }
        }
        return byName() ? nodes : nodes.stream().distinct().toList();
    }

    private List<Node> lines(SiteGroup group, boolean withAlpn) {
        Map<CertificatePaths, List<Token>> names = new LinkedHashMap<>();
        for (SiteScope scope : group.members()) {
            for (CertificatePaths paths : scope.site().certificates()) {
                names.computeIfAbsent(paths, none -> new ArrayList<>()).addAll(scope.hosts());
            }
        }
        List<Token> settings = settings(group, withAlpn);
        List<Node> nodes = new ArrayList<>();
        names.forEach((paths, hosts) -> {
            for (int from = 0; from < hosts.size() && (from == 0 || byName()); from += NAMES_A_LINE) {
                List<Token> tokens = new ArrayList<>(List.of(Objects.requireNonNull(files.get(paths))));
                tokens.addAll(settings);
                if (byName()) {
                    tokens.addAll(hosts.subList(from, Math.min(from + NAMES_A_LINE, hosts.size())));
                }
                nodes.add(line("", tokens));
            }
        });
        return nodes;
    }

    private List<Token> settings(SiteGroup group, boolean withAlpn) {
        List<Token> settings = new ArrayList<>();
        if (withAlpn) {
            settings.addAll(List.of(Token.word("alpn"), Token.word(alpn(group))));
        }
        if (!sites.haveTheSameClients()) {
            settings.addAll(asked(group));
        }
        if (!firstHasAllCiphers
                || !group.site().tls().equals(sites.first().site().tls())) {
            settings.addAll(HaproxyTls.forNames(OpenSslPolicy.of(rendering, group.first())));
        }
        if (!settings.isEmpty()) {
            settings.add(0, Token.word("["));
            settings.add(Token.word("]"));
        }
        return settings;
    }

    /** The key must be in the file, or beside it under the same name with {@code .key} behind. */
    private Token file(String field, CertificatePaths paths) {
        Path file = paths.bundle().orElse(paths.fullchain());
        boolean beside = paths.privateKey().toString().equals(paths.fullchain() + ".key");
        if (paths.bundle().isEmpty() && !beside) {
            rendering.refuse(
                    field + ".bundle",
                    "HAProxy reads chain and key from one file, or the key from beside the chain as <fullchain>.key;"
                            + " name such a file with CertificatePaths.withBundle");
        }
        return Token.value(field + (paths.bundle().isPresent() ? ".bundle" : ".fullchain"), file.toString());
    }
}
