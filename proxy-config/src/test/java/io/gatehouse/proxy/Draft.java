package io.gatehouse.proxy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A small model under construction, for one text to be put into it. */
final class Draft {
    static final Path AUTHORITIES = Path.of("/etc/tls/authorities.pem");
    static final PasswordHash HASH = PasswordHash.bcrypt(FullModel.HASH);
    static final BasicAuth STAFF = BasicAuth.of("Staff", "alice", HASH);
    static final StaticFiles FILES = StaticFiles.in(Path.of("/srv/files"));
    private static final TlsPolicy POLICY = TlsPolicy.intermediate();
    private static final CertificatePaths CERTIFICATE =
            CertificatePaths.in(Path.of("/etc/tls/site")).withBundle(Path.of("/etc/tls/site/bundle.pem"));

    String host = "site.example.org";
    String upstream = "http://127.0.0.1:3000";
    CertificatePaths certificate = CERTIFICATE;
    TlsPolicy policy = POLICY;
    Path scratch = Path.of("/var/tmp/scratch");
    private final List<Route.Builder> routes = new ArrayList<>();
    private final List<Consumer<Site.Builder>> siteSettings = new ArrayList<>();
    private final List<Consumer<ReverseProxy.Builder>> proxySettings = new ArrayList<>();

    static List<String> names(String name, String... others) {
        List<String> names = new ArrayList<>(List.of(name));
        names.addAll(List.of(others));
        return List.copyOf(names);
    }

    void route(Route.Builder route) {
        routes.add(route);
    }

    void site(Consumer<Site.Builder> setting) {
        siteSettings.add(setting);
    }

    void proxy(Consumer<ReverseProxy.Builder> setting) {
        proxySettings.add(setting);
    }

    /** Whether many of its kind can stand in one file. */
    boolean isOfOneSite() {
        return proxySettings.isEmpty();
    }

    Site.Builder site() {
        Site.Builder site = Site.forHosts(host).tls(policy, certificate).route("/", upstream);
        routes.forEach(site::route);
        siteSettings.forEach(setting -> setting.accept(site));
        return site;
    }

    RenderedConfig print(ProxyRenderer renderer) {
        ReverseProxy.Builder proxy = ReverseProxy.builder().site(site());
        proxySettings.forEach(setting -> setting.accept(proxy));
        return renderer.standalone(scratch).render(proxy.build());
    }
}
