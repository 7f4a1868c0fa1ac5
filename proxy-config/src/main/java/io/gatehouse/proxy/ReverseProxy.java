package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A reverse proxy: where it listens, and the sites it serves there. Immutable and thread-safe; {@link ProxyDialects}
 * prints it.
 *
 * <p>What every rendering does, because leaving it out is how such files fail: plain HTTP is redirected but for the ACME
 * path; names that are not ours are turned away; {@code X-Forwarded-For}, {@code -Proto} and {@code -Host} are set from
 * the connection and taken from nobody but trusted proxies; security headers are on every answer, errors included; bodies pass
 * unbuffered in both directions; WebSockets pass where a route says so and nowhere else.
 */
public final class ReverseProxy {
    private final List<Site> sites;
    private final boolean oneSite;
    private final Settings settings;

    private ReverseProxy(List<Site> sites, boolean oneSite, Settings settings) {
        this.sites = List.copyOf(sites);
        this.oneSite = oneSite;
        this.settings = settings;
    }

    /** Starts a proxy of several sites. */
    public static Builder builder() {
        return new Builder(false);
    }

    /**
     * Starts a proxy of one site, the short way.
     *
     * @param hosts at least one host name; {@code *.example.org} for every name below
     */
    public static OneSiteBuilder forHosts(String... hosts) {
        Builder proxy = new Builder(true);
        OneSiteBuilder site = new OneSiteBuilder(proxy, List.of(hosts));
        proxy.planned.add(site::settle);
        return site;
    }

    /** The sites in the order given; at least one. */
    public List<Site> sites() {
        return sites;
    }

    /** Where it listens with the given scheme; empty for {@link Scheme#HTTP} when plain HTTP is off. */
    public List<Listener> listeners(Scheme scheme) {
        return settings.listeners().stream()
                .filter(one -> one.scheme() == scheme)
                .toList();
    }

    /** The one port of its HTTPS listeners. */
    public int httpsPort() {
        return listeners(Scheme.HTTPS).get(0).port();
    }

    /** The hops in front whose {@code X-Forwarded-For} is believed. */
    public TrustedProxies trustedProxies() {
        return settings.trustedProxies();
    }

    /** Where requests are recorded. */
    public AccessLog accessLog() {
        return settings.accessLog();
    }

    /** What a client gets that asks for a name of no site. */
    public UnknownHosts unknownHosts() {
        return settings.unknownHosts();
    }

    /**
     * What stands before a site's fields where problems name them: {@code sites[3].}, or nothing if the proxy was described
     * the short way.
     *
     * @param site the site's place in {@link #sites()}
     */
    public String fieldPrefix(int site) {
        return prefix(oneSite, site);
    }

    /**
     * The same proxy with other sites, as when one of many changes, comes or goes; those that stay are taken as they are.
     *
     * @throws InvalidModelException with every problem found, in all sites
     */
    public ReverseProxy withSites(List<Site> sites) {
        List<Problem> problems = new ArrayList<>();
        boolean one = oneSite && sites.size() == 1;
        if (namesStay(sites)) {
            checkEach(sites, this.sites, one, settings, name -> owner(sites, name), problems);
        } else {
            check(sites, one, settings, problems);
        }
        return checked(sites, one, settings, problems);
    }

    /** Whether each place has the names that it had. Then a site that stays is as sound as it was: it minds the others' names alone. */
    private boolean namesStay(List<Site> others) {
        boolean stay = others.size() == sites.size();
        for (int i = 0; stay && i < others.size(); i++) {
            Site site = others.get(i);
            stay = site == sites.get(i)
                    || (site != null && site.hosts().equals(sites.get(i).hosts()));
        }
        return stay;
    }

    private static @Nullable Site owner(List<Site> sites, DomainName name) {
        return sites.stream()
                .filter(site -> site.hosts().contains(name))
                .findFirst()
                .orElse(null);
    }

    /** Whether all that the other proxy says beside its sites is said here too. */
    public boolean differsInSitesAlone(ReverseProxy other) {
        return settings.equals(other.settings);
    }

    /** The sites. */
    @Override
    public String toString() {
        return "ReverseProxy" + sites;
    }

    private static String prefix(boolean oneSite, int site) {
        return oneSite ? "" : "sites[" + site + "].";
    }

    private static void check(
            List<? extends @Nullable Site> sites, boolean oneSite, Settings settings, List<Problem> problems) {
        if (sites.isEmpty()) {
            problems.add(new Problem("sites", "are missing; give at least one, such as site(Site.forHosts(…)…)"));
        }
        ProxyChecks checks = new ProxyChecks(problems);
        Map<DomainName, Site> owners = checks.hosts(sites);
        checks.listeners(settings.listeners());
        checks.accessLog(settings.accessLog());
        checkEach(sites, List.of(), oneSite, settings, owners::get, problems);
    }

    /**
     * The checks of one site after the other.
     *
     * @param sound what was found sound among the same names: a site that is in its place there is left out
     * @param owner finds the site of a name
     */
    private static void checkEach(
            List<? extends @Nullable Site> sites,
            List<Site> sound,
            boolean oneSite,
            Settings settings,
            Function<DomainName, @Nullable Site> owner,
            List<Problem> problems) {
        ProxyChecks checks = new ProxyChecks(problems);
        RouteChecks routes = new RouteChecks(problems, settings.listeners(), owner);
        for (int i = 0; i < sites.size(); i++) {
            Site site = sites.get(i);
            if (site != null && (sound.isEmpty() || site != sound.get(i))) {
                int place = i;
                checks.preload(() -> prefix(oneSite, place), site, settings.listeners());
                routes.check(() -> prefix(oneSite, place), site);
            }
        }
    }

    private static ReverseProxy checked(
            List<? extends @Nullable Site> sites, boolean oneSite, Settings settings, List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidModelException("ReverseProxy", problems);
        }
        List<Site> sound = new ArrayList<>(sites.size());
        for (Site site : sites) {
            sound.add(Objects.requireNonNull(site));
        }
        return new ReverseProxy(sound, oneSite, settings);
    }

    /** All but the sites. */
    private record Settings(
            List<Listener> listeners, TrustedProxies trustedProxies, AccessLog accessLog, UnknownHosts unknownHosts) {}

    @FunctionalInterface
    private interface PlannedSite {
        @Nullable
        Site settle(String prefix, List<Problem> problems);
    }

    /** Collects a proxy's settings; not thread-safe. */
    public static final class Builder {
        private static final List<Listener> USUAL = List.of(Listener.http(80), Listener.https(443));

        private final boolean oneSite;
        private final List<PlannedSite> planned = new ArrayList<>();
        private final List<Supplier<Listener>> listeners = new ArrayList<>();
        private Supplier<TrustedProxies> trustedProxies = TrustedProxies::none;
        private Supplier<AccessLog> accessLog = AccessLog::usual;
        private UnknownHosts unknownHosts = UnknownHosts.REFUSED;

        private Builder(boolean oneSite) {
            this.oneSite = oneSite;
        }

        /** Adds a site; it is read when the proxy is built. */
        public Builder site(Site.Builder site) {
            planned.add(site::settle);
            return this;
        }

        /** Adds a site that was built before, as when one of many changes and the others stay. */
        public Builder site(Site site) {
            planned.add((prefix, problems) -> site);
            return this;
        }

        /**
         * Adds a listener. Without any, the proxy listens on every address, ports 80 and 443; with one, exactly on those
         * given, so that leaving out plain HTTP turns it off.
         */
        public Builder listen(Listener listener) {
            Objects.requireNonNull(listener, "listener");
            return listen(() -> listener);
        }

        /** Adds a listener that is made, and checked, with everything else when the proxy is built. */
        public Builder listen(Supplier<Listener> listener) {
            listeners.add(listener);
            return this;
        }

        /** The hops in front whose {@code X-Forwarded-For} is believed; by default none. */
        public Builder trustedProxies(TrustedProxies proxies) {
            Objects.requireNonNull(proxies, "proxies");
            return trustedProxies(() -> proxies);
        }

        /** The same, made and checked with everything else when the proxy is built. */
        public Builder trustedProxies(Supplier<TrustedProxies> proxies) {
            this.trustedProxies = proxies;
            return this;
        }

        /** Where requests are recorded; by default {@linkplain AccessLog#usual() where it usually does}. */
        public Builder accessLog(AccessLog log) {
            Objects.requireNonNull(log, "log");
            return accessLog(() -> log);
        }

        /** The same, made and checked with everything else when the proxy is built. */
        public Builder accessLog(Supplier<AccessLog> log) {
            this.accessLog = log;
            return this;
        }

        /** What a client gets that asks for a name of no site; by default neither handshake nor answer. */
        public Builder unknownHosts(UnknownHosts answer) {
            this.unknownHosts = answer;
            return this;
        }

        /**
         * Checks everything and builds the proxy.
         *
         * @throws InvalidModelException with every problem found, in all sites
         */
        public ReverseProxy build() {
            List<Problem> problems = new ArrayList<>();
            List<@Nullable Site> settled = new ArrayList<>();
            for (int i = 0; i < planned.size(); i++) {
                settled.add(planned.get(i).settle(prefix(oneSite, i), problems));
            }
            Settings settings = settings(problems);
            check(settled, oneSite, settings, problems);
            return checked(settled, oneSite, settings, problems);
        }

        /** In place of what is refused stands what is usual, so that nothing more is found wrong for want of it. */
        private Settings settings(List<Problem> problems) {
            List<Listener> places = new ArrayList<>();
            for (int i = 0; i < listeners.size(); i++) {
                Listener place = Deferred.read("listeners[" + i + "]", listeners.get(i), problems);
                if (place != null) {
                    places.add(place);
                }
            }
            TrustedProxies proxies = Deferred.read("trustedProxies", trustedProxies, problems);
            AccessLog log = Deferred.read("accessLog", accessLog, problems);
            return new Settings(
                    places.isEmpty() || places.size() < listeners.size() ? USUAL : List.copyOf(places),
                    proxies == null ? TrustedProxies.none() : proxies,
                    log == null ? AccessLog.usual() : log,
                    unknownHosts);
        }
    }
}
