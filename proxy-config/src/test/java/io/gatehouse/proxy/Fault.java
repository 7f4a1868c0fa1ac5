package io.gatehouse.proxy;

import io.gatehouse.proxy.reading.Entry;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Each fault of the four products' pages, with a page that has it and the sign by which it is known. */
@SuppressWarnings("ImmutableEnumChecker") // The lambdas hold nothing.
enum Fault {
    TLS_1_0_OR_1_1(
            FaultyPage.SEMAPHORE_NGINX,
            page -> page.has("(?i)\\btlsv?1(\\.[01])?(?![\\d._])") || page.has("(?i)^SSLProtocol \\+?all\\b")),
    ALL_BUT_SSL_LEAVES_1_0_AND_1_1(FaultyPage.LEMUR_APACHE, page -> TLS_1_0_OR_1_1.isIn(page)),
    NO_TLS_1_3(FaultyPage.SEMAPHORE_NGINX, Fault::hasNoTls13),
    TLS_1_2_ALONE(FaultyPage.SRE_NGINX, Fault::hasNoTls13),
    CBC_OR_FINITE_FIELD_GROUPS(
            FaultyPage.SEMAPHORE_NGINX,
            page -> page.has("(?i)(?<![a-z])(EDH|DHE)\\b|_CBC_|AES(128|256)-SHA\\d*\\b|AES256\\+|EECDH")),
    TRIPLE_DES(FaultyPage.LEMUR_APACHE, page -> page.has("(?i)3DES|DES-CBC")),
    HOST_AS_THE_CLIENT_SPELLS_IT(
            FaultyPage.SEMAPHORE_NGINX,
            page -> page.has("(?i)\\$http_host|%\\{HTTP_HOST\\}|\\{http\\.request\\.header\\.host\\}")),
    ADDRESSES_FROM_THE_CLIENT(FaultyPage.SEMAPHORE_NGINX, page -> page.has("\\$proxy_add_x_forwarded_for")),
    ORIGIN_EMPTIED(
            FaultyPage.SEMAPHORE_NGINX,
            page -> page.has(
                            "(?i)^(proxy_set_header|RequestHeader (un)?set|http-request (set|del)-header|header_up) -?Origin\\b")
                    || page.has("^Origin\\b")),
    WEBSOCKET_WITHOUT_FORWARDED(FaultyPage.SEMAPHORE_NGINX, Fault::tellsAWebSocketNothing),
    WEBSOCKET_WITH_A_SHORT_TIMEOUT(
            FaultyPage.SEMAPHORE_NGINX,
            page -> page.has("/api/ws") && !page.has("\\b3600s?\\b|\\b1h\\b|3600000000000")),
    NO_PORT_80(FaultyPage.SEMAPHORE_NGINX, page -> !page.has("^listen 80\\b|:80\\b")),
    NO_HSTS(FaultyPage.SEMAPHORE_APACHE, page -> !page.has("Strict-Transport-Security")),
    NO_PROTOCOLS_SAID(
            FaultyPage.SEMAPHORE_APACHE,
            page -> !page.has("^ssl_protocols |^SSLProtocol |ssl-min-ver |^protocols tls|^protocol_min ")),
    NO_FORWARDED_PROTO(
            FaultyPage.SEMAPHORE_APACHE,
            page -> !isCaddy(page) && page.has("/api/ws") && !page.has("X-Forwarded-Proto")),
    PATHS_THAT_DIFFER_BY_A_SLASH(FaultyPage.SEMAPHORE_APACHE, Fault::passesToAnotherSlash),
    WEBSOCKET_ROUTE_TOO_LATE(FaultyPage.SEMAPHORE_APACHE, Fault::takesTheRestFirst),
    PORT_443_WITHOUT_TLS(FaultyPage.LEMUR_NGINX, Fault::listensInClear),
    HEADERS_DISCARDED_BY_OTHERS(
            FaultyPage.LEMUR_NGINX,
            page -> page.anyBlock(outer -> !headers(outer).isEmpty()
                    && Stream.concat(Stream.of(outer), inner(outer))
                            .skip(1)
                            .map(Fault::headers)
                            .anyMatch(given -> !given.isEmpty() && !given.containsAll(headers(outer))))),
    HEADERS_NOT_ON_ERRORS(
            FaultyPage.LEMUR_NGINX,
            page -> page.has("^add_header (?!.* always$)")
                    || page.has("^Header (set|add|append) ")
                    || page.has("^http-response (set|add)-header ")
                    || (isCaddy(page) && !page.has("^handle_errors$|^errors$"))),
    SIX_MONTHS_OF_HSTS(FaultyPage.LEMUR_NGINX, Fault::isNoStepOfTheRamp),
    XSS_PROTECTION(FaultyPage.SRE_NGINX, page -> page.has("(?i)X-XSS-Protection")),
    DHPARAM(FaultyPage.LEMUR_NGINX, page -> page.has("(?i)dh-?param")),
    STAPLING(FaultyPage.LEMUR_NGINX, page -> page.has("(?i)stapling")),
    CHAIN_IN_A_FILE_OF_ITS_OWN(FaultyPage.LEMUR_APACHE, page -> page.has("(?i)SSLCertificateChainFile")),
    ONE_CURVE(
            FaultyPage.SRE_NGINX,
            page -> Stream.of("X25519", "prime256v1|secp256r1", "secp384r1")
                            .filter(curve -> page.has("(?i)" + curve))
                            .count()
                    < 2),
    COMPRESSION_OVER_SECRETS(
            FaultyPage.SRE_NGINX,
            page -> page.has("^gzip on$|^gzip_types |DEFLATE|^compression |^encode\\b|^encodings$")),
    ERROR_LOG_AT_DEBUG(FaultyPage.SRE_NGINX, page -> page.has("(?i)\\bdebug\\b")),
    SSL_ON(FaultyPage.GALAXY_NGINX, page -> page.has("^ssl on$")),
    UNANCHORED_ACME_PATH(
            FaultyPage.GALAXY_NGINX,
            page -> page.has(
                    "^location ~.*well-known|^RewriteRule (?!\\^/)\\S*well-known|path_(sub|reg) .*well-known")),
    REDIRECT_THAT_SWALLOWS_THE_CHALLENGE(FaultyPage.GALAXY_NGINX, Fault::redirectsChallenges),
    RELOAD_WITHOUT_A_TEST(FaultyPage.GALAXY_CRON, page -> page.has("(?i)\\breload\\b|\\brestart\\b")),
    CRON_BESIDE_A_TIMER(FaultyPage.GALAXY_CRON, page -> page.has("(?i)\\bcron|\\bcertbot\\b"));

    private final FaultyPage page;
    private final Predicate<Printed> sign;

    Fault(FaultyPage page, Predicate<Printed> sign) {
        this.page = page;
        this.sign = sign;
    }

    /** A page that has it. */
    FaultyPage page() {
        return page;
    }

    boolean isIn(Printed page) {
        return sign.test(page);
    }

    private static boolean isCaddy(Printed page) {
        return page.dialect().startsWith("caddy");
    }

    /** HAProxy has it unless it is told of a newest version, and says so of no other. */
    private static boolean hasNoTls13(Printed page) {
        return page.dialect().equals("haproxy")
                ? page.has("ssl-max-ver") || !page.has("ssl-default-bind-ciphersuites")
                : !page.has("(?i)tlsv?1\\.3");
    }

    /** Caddy sets them itself, wherever a request goes. */
    private static boolean tellsAWebSocketNothing(Printed page) {
        boolean nginx = page.anyBlock(block -> {
            String own = Printed.text(block.block());
            return own.contains("$http_upgrade") && !own.contains("X-Forwarded-For");
        });
        return nginx || (page.has("/api/ws") && !isCaddy(page) && !page.has("X-Forwarded-For"));
    }

    private static boolean passesToAnotherSlash(Printed page) {
        Matcher pass = Pattern.compile("(?m)^(?:Location (\\S+)\n)?ProxyPass (?:(/\\S*) )?(\\w+://\\S+)")
                .matcher(page.text());
        return pass.results().anyMatch(found -> {
            String path = found.group(2) == null ? String.valueOf(found.group(1)) : found.group(2);
            return path.endsWith("/") != found.group(3).endsWith("/");
        });
    }

    private static boolean takesTheRestFirst(Printed page) {
        String text = page.text();
        int rest = first(text, "(?m)^(Location /\n|ProxyPass / )");
        int webSocket = first(text, "(?m)^(Location /api/ws\nProxyPass|ProxyPass /api/ws )");
        return rest >= 0 && webSocket > rest;
    }

    private static boolean listensInClear(Printed page) {
        return page.has("^listen (?=.*\\b443\\b)(?!.*\\bssl\\b)")
                || page.has("^bind (?=.*:443\\b)(?!.* ssl\\b)")
                || page.anyBlock(block -> block.words().toString().matches("\\[VirtualHost, .*:443\\]")
                        && !Printed.text(block.block()).contains("SSLEngine on"));
    }

    private static boolean isNoStepOfTheRamp(Printed page) {
        return Pattern.compile("max-age=(\\d+)")
                .matcher(page.text())
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .anyMatch(age -> Stream.of(HstsRamp.values())
                        .noneMatch(step -> step.maxAge().toSeconds() == age));
    }

    /** A redirect comes before the challenge, or stands in a server of nginx, where it comes before all locations. */
    private static boolean redirectsChallenges(Printed page) {
        boolean before = page.entries().stream().anyMatch(block -> {
            String text = block.words() + "\n" + Printed.text(block.block());
            int redirect = first(text, "\\b301\\b|\\bpermanent\\b");
            int challenge = first(text, "acme-challenge");
            return redirect >= 0 && (challenge < 0 || challenge > redirect);
        });
        boolean inServer = page.anyBlock(block -> block.words().equals(List.of("server"))
                && block.block().stream()
                        .anyMatch(entry -> entry.words()
                                .toString()
                                .toLowerCase(Locale.ROOT)
                                .matches("\\[(return|rewrite), .*30.*")));
        return before || inServer;
    }

    private static List<List<String>> headers(Entry block) {
        return block.block().stream()
                .map(Entry::words)
                .filter(words -> !words.isEmpty() && words.get(0).equals("add_header"))
                .toList();
    }

    private static Stream<Entry> inner(Entry block) {
        return block.block().stream()
                .filter(Entry::opens)
                .flatMap(inner -> Stream.concat(Stream.of(inner), inner(inner)));
    }

    private static int first(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        return found.find() ? found.start() : -1;
    }
}
