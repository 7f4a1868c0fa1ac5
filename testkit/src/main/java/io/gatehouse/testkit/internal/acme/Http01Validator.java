package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.IpAddress;
import io.gatehouse.testkit.internal.acme.HttpFetch.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/** http-01 (RFC 8555, section 8.3): fetches the key authorization, following redirects to http and https. */
final class Http01Validator implements ChallengeValidator {
    private static final int MAX_REDIRECTS = 10;
    private static final int MAX_QUOTED = 100;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final String HTTPS = "https";
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Function<String, InetSocketAddress> resolver;
    private final int httpsPort;

    Http01Validator(Function<String, InetSocketAddress> resolver, int httpsPort) {
        this.resolver = resolver;
        this.httpsPort = httpsPort;
    }

    @Override
    public void validate(Identifier identifier, String token, String keyAuthorization) {
        String host = identifier instanceof IpAddress ip && ip.isV6() ? "[" + ip + "]" : identifier.text();
        URI url = URI.create("http://" + host + "/.well-known/acme-challenge/" + token);
        Answer answer = follow(url);
        String body = answer.body().stripTrailing();
        if (!body.equals(keyAuthorization)) {
            throw ProblemType.INCORRECT_RESPONSE.because("the key authorization was expected at " + url
                    + ", but it is \"" + body.substring(0, Math.min(body.length(), MAX_QUOTED)) + "\"");
        }
    }

    private Answer follow(URI first) {
        URI url = first;
        Set<URI> seen = new HashSet<>();
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            if (!seen.add(url)) {
                throw ProblemType.CONNECTION.because(first + " is redirected in a circle, back to " + url);
            }
            Answer answer = fetch(url);
            if (answer.status() == 200) {
                return answer;
            }
            if (!REDIRECTS.contains(answer.status()) || answer.location().isEmpty()) {
                throw ProblemType.INCORRECT_RESPONSE.because(url + " answers " + answer.status() + ", not 200");
            }
            url = target(url, answer.location().get());
        }
        throw ProblemType.CONNECTION.because(first + " leads to more than " + MAX_REDIRECTS + " redirects");
    }

    /** As public CAs do: to the standard ports only, and to an address only if it is the one that is validated. */
    private static URI target(URI from, String location) {
        URI to = resolve(from, location);
        int standardPort = HTTPS.equals(to.getScheme()) ? HTTPS_PORT : HTTP_PORT;
        if (to.getPort() != -1 && to.getPort() != standardPort) {
            throw refusal(from, location, "is at port " + to.getPort() + ", and only 80 and 443 are followed");
        }
        if (to.getRawUserInfo() != null) {
            throw refusal(from, location, "names a user");
        }
        if (isAddress(to.getHost()) && !to.getHost().equals(from.getHost())) {
            throw refusal(from, location, "is at another address, and only names are followed");
        }
        return to;
    }

    private static URI resolve(URI from, String location) {
        try {
            URI to = from.resolve(location);
            if (("http".equals(to.getScheme()) || HTTPS.equals(to.getScheme())) && to.getHost() != null) {
                return to;
            }
        } catch (IllegalArgumentException notAUri) {
            // Refused below, like a URI of another scheme.
        }
        throw refusal(from, location, "is no http or https URL");
    }

    private static AcmeProblem refusal(URI from, String location, String why) {
        return ProblemType.CONNECTION.because(from + " redirects to \"" + location + "\", which " + why);
    }

    private static boolean isAddress(String host) {
        try {
            IpAddress.of(host.replaceAll("[\\[\\]]", ""));
            return true;
        } catch (InvalidNameException aName) {
            return false;
        }
    }

    private Answer fetch(URI url) {
        try {
            String authority = url.getRawAuthority();
            return HTTPS.equals(url.getScheme())
                    ? HttpFetch.getOverTls(address(url), url.getHost(), authority, pathAndQuery(url), LIMIT)
                    : HttpFetch.get(address(url), authority, pathAndQuery(url), LIMIT);
        } catch (IOException e) {
            throw ProblemType.CONNECTION.because("cannot fetch " + url + ": " + e.getMessage());
        }
    }

    /** Port 80 is where the resolver says, port 443 where the settings say, on the same host. */
    private InetSocketAddress address(URI url) {
        InetSocketAddress web = resolver.apply(url.getHost());
        return HTTPS.equals(url.getScheme()) ? new InetSocketAddress(web.getAddress(), httpsPort) : web;
    }

    private static String pathAndQuery(URI url) {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }
}
