package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.HttpVersion;
import io.gatehouse.proxy.Listener;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.TlsVersion;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope;
import java.util.ArrayList;
import java.util.List;

/** Where a server block listens, and which versions of HTTP it speaks there. */
final class NginxListeners {
    private static final ServerVersion HTTP2_ON_LISTEN = new ServerVersion(1, 9, 5);
    private static final ServerVersion HTTP3 = new ServerVersion(1, 25, 0);
    private static final ServerVersion HTTP2_DIRECTIVE = new ServerVersion(1, 25, 1);

    private final Rendering rendering;
    private final boolean firstSpeaksHttp2;
    private boolean anySpeaksHttp2;
    private boolean anySpeaksHttp3;

    NginxListeners(Rendering rendering) {
        this.rendering = rendering;
        this.firstSpeaksHttp2 = speaks(rendering.firstSite().site(), HttpVersion.HTTP_2);
        rendering.sites().forEach(this::check);
    }

    /** Plain HTTP. */
    Node http(boolean isDefault) {
        List<Node> nodes = new ArrayList<>();
        for (String place : places(Scheme.HTTP)) {
            nodes.add(words("listen", place + (isDefault ? " default_server" : "")));
        }
        return forField("listeners", nodes);
    }

    /** HTTPS for a site. */
    List<Node> https(SiteScope scope) {
        return https(speaks(scope.site(), HttpVersion.HTTP_2), speaks(scope.site(), HttpVersion.HTTP_3), "");
    }

    /** HTTPS for names of no site. */
    List<Node> httpsForOthers() {
        return https(anySpeaksHttp2, anySpeaksHttp3, " default_server");
    }

    private List<Node> https(boolean http2, boolean http3, String rest) {
        boolean onListen = !rendering.has(HTTP2_DIRECTIVE);
        List<Node> sockets = new ArrayList<>();
        for (String place : places(Scheme.HTTPS)) {
            sockets.add(words("listen", place + " ssl" + (http2 && onListen ? " http2" : "") + rest));
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(forField("listeners", sockets));
        if (http3) {
            List<Node> quic = new ArrayList<>();
            String once = rest.isEmpty() ? "" : " reuseport" + rest;
            places(Scheme.HTTPS).forEach(place -> quic.add(words("listen", place + " quic" + once)));
            nodes.add(forField("httpVersions", quic));
        }
        if (!onListen) {
            nodes.add(forField("httpVersions", List.of(words("http2", http2 ? "on" : "off"))));
        }
        return nodes;
    }

    private void check(SiteScope scope) {
        Site site = scope.site();
        boolean http2 = speaks(site, HttpVersion.HTTP_2);
        boolean http3 = speaks(site, HttpVersion.HTTP_3);
        anySpeaksHttp2 |= http2;
        anySpeaksHttp3 |= http3;
        if (http2 == firstSpeaksHttp2 && rendering.has(HTTP2_ON_LISTEN) && !http3) {
            return;
        }
        String field = scope.field("httpVersions");
        if (http2) {
            rendering.require(field, "HTTP/2", HTTP2_ON_LISTEN);
        }
        if (http2 != firstSpeaksHttp2 && !rendering.has(HTTP2_DIRECTIVE)) {
            rendering.refuse(
                    field,
                    "differ from " + rendering.firstSite().field("httpVersions") + " in HTTP/2, which nginx before "
                            + HTTP2_DIRECTIVE + " settles for all sites at once; give all the same");
        }
        if (http3) {
            rendering.require(field, "HTTP/3", HTTP3);
            if (!site.tls().protocols().contains(TlsVersion.TLS_1_3)) {
                rendering.refuse(field, "hold HTTP/3, which needs TLS 1.3 in the policy");
            }
            rendering.note("HTTP/3 needs an nginx that is built with http_v3_module, and UDP let through on port "
                    + rendering.proxy().httpsPort() + ".");
        }
    }

    private static boolean speaks(Site site, HttpVersion version) {
        return site.httpVersions().contains(version);
    }

    private List<String> places(Scheme scheme) {
        List<String> places = new ArrayList<>();
        for (Listener listener : rendering.proxy().listeners(scheme)) {
            listener.authority().ifPresentOrElse(places::add, () -> {
                places.add(Integer.toString(listener.port()));
                places.add("[::]:" + listener.port());
            });
        }
        return places;
    }
}
