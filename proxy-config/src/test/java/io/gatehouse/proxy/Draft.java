package io.gatehouse.proxy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A small model under construction, for one text to be put into it. */
final class Draft {
    static final PasswordHash HASH = PasswordHash.bcrypt(GuardQuestions.HASH);
    static final BasicAuth STAFF = BasicAuth.of("Staff", "alice", HASH);
    private static final TlsPolicy POLICY = TlsPolicy.intermediate();

    final Surroundings around;
    String host;
    String upstream;
    CertificatePaths certificate;
    Supplier<TlsPolicy> policy = () -> POLICY;
    Path scratch = Path.of("/var/tmp/scratch");
    private final List<Route.Builder> routes = new ArrayList<>();
    private final List<Consumer<Site.Builder>> siteSettings = new ArrayList<>();
    private final List<Consumer<ReverseProxy.Builder>> proxySettings = new ArrayList<>();

    Draft(Surroundings around) {
        this.around = around;
        this.host = around.host();
        this.upstream = around.upstream();
        this.certificate = around.certificate();
    }

    static List<String> names(String name, String... others) {
        List<String> names = new ArrayList<>(List.of(name));
        names.addAll(List.of(others));
        return List.copyOf(names);
    }

    StaticFiles files() {
        return StaticFiles.in(around.files());
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
