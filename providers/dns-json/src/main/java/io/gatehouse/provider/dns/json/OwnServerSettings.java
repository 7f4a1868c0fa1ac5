package io.gatehouse.provider.dns.json;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.pki.CertificateBundleException;
import io.gatehouse.core.pki.TrustedAuthorities;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of a provider whose server is the user's own, in a network of theirs: an address that must be given, an authority
 * of their own, and leave to do without TLS.
 *
 * @param common with an address that is required
 * @param caFile the authorities to trust in place of the JVM's
 * @param insecurePlainHttp whether credentials may travel in clear text
 */
public record OwnServerSettings(VendorSettings common, Setting<Path> caFile, Setting<Boolean> insecurePlainHttp) {
    private static final Logger LOG = LoggerFactory.getLogger(OwnServerSettings.class);

    /** Such a server has no limit of its own; this one leaves room for whoever else asks it. */
    private static final int REQUESTS_A_SECOND = 50;

    private static final String ENDPOINT = "endpoint";

    /**
     * Begins with where the server is.
     *
     * @param where what is to be given there, such as {@code "where PowerDNS' web server is"}
     * @param variables of the environment for it
     */
    public static OwnServerSettings of(String where, String... variables) {
        VendorSettings vendor = VendorSettings.of("https://localhost", REQUESTS_A_SECOND);
        Setting<URI> endpoint =
                Setting.url(ENDPOINT, where).environment(variables).required();
        return new OwnServerSettings(
                new VendorSettings(endpoint, vendor.timeout(), vendor.requests()),
                Setting.path("ca-file", "the certificates, in PEM, of the CA that the server's leads to"),
                Setting.flag("insecure-plain-http", "true to allow http to another machine, which credentials cross"));
    }

    /** A provider's own, and these. */
    public List<Setting<?>> after(Setting<?>... own) {
        return Stream.concat(common.after(own).stream(), Stream.of(caFile, insecurePlainHttp))
                .toList();
    }

    /**
     * Begins an API there, with the user's time limit, pace and authorities.
     *
     * @param provider the name of the provider
     * @throws InvalidModelException if it is one of http to another machine, and the user has not allowed that; or there are no
     *     authorities in the file
     */
    public VendorApiBuilder api(String provider, Settings settings) {
        VendorApiBuilder api =
                VendorApi.builder(provider, endpoint(provider, settings)).limits(settings, common);
        settings.find(caFile).ifPresent(file -> {
            try {
                api.trusting(TrustedAuthorities.in(file));
            } catch (CertificateBundleException e) {
                throw settings.invalid(caFile, String.valueOf(e.getMessage()));
            }
        });
        return api;
    }

    private URI endpoint(String provider, Settings settings) {
        try {
            return settings.get(Setting.secureUrl(ENDPOINT, common.endpoint().meaning()));
        } catch (InvalidModelException e) {
            if (!settings.get(insecurePlainHttp)) {
                throw settings.invalid(
                        common.endpoint(),
                        "is one of http to another machine, which would get the credentials in clear text; write https,"
                                + " or allow it with " + insecurePlainHttp.name());
            }
        }
        URI endpoint = settings.get(common.endpoint());
        LOG.warn(
                "DNS provider {} calls {} without TLS: whoever is on the way reads its credentials",
                provider,
                endpoint.getHost());
        return endpoint;
    }
}
