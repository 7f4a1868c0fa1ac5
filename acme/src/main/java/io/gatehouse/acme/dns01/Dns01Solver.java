package io.gatehouse.acme.dns01;

import io.gatehouse.acme.Answer;
import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeSolver;
import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.acme.ChallengeType;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers dns-01 (RFC 8555, section 8.4): a TXT record at {@code _acme-challenge.<name>}, through any {@link DnsProvider}.
 * Fits host names and wildcards. {@link Builder#perAccount()} makes it answer dns-account-01 instead.
 *
 * <p>A CNAME at that name is followed, so that a zone with an API can answer for one without. The records of an order go
 * out in one batch for each zone; a name and its wildcard, which need two values at one name, are in the same batch. The
 * wait ends when every authoritative server of the zone, asked directly, answers every value; one that is down or does not
 * serve the zone is passed over after ten tries if another has every value, as a CA's resolver will. Only values written
 * here are deleted.
 *
 * <p>Safe for use by many threads; one of them writes to a zone at a time.
 */
public final class Dns01Solver implements ChallengeSolver {
    private static final Logger LOG = LoggerFactory.getLogger(Dns01Solver.class);

    private final ChallengeType type;
    private final ZoneFinder zones;
    private final Propagation propagation;
    private final Survey survey;
    private final Duration timeout;
    private final Duration pollInterval;
    private final Duration ttl;
    private final ZoneWriters writers;

    private Dns01Solver(Builder builder) {
        DnsQueries queries = new DnsQueries(builder.queryTimeout);
        this.type = builder.type;
        this.survey = new Survey(queries);
        this.zones = new ZoneFinder(
                Lookups.at(survey, builder.resolver),
                new GivenServers(
                        survey,
                        builder.authoritative.stream().map(NameServer::of).toList()),
                builder.listed,
                builder.authoritativePort);
        this.propagation = builder.propagation;
        this.timeout = builder.timeout;
        this.pollInterval = builder.pollInterval;
        this.ttl = builder.ttl;
        this.writers = new ZoneWriters(builder.listed);
    }

    /** Answers through one provider, with the defaults of {@link #builder}. */
    public static Dns01Solver with(DnsProvider provider) {
        return builder(provider).build();
    }

    /**
     * Begins with the provider to write through, and others for the zones that it does not hold. A zone that several hold,
     * as with a private twin of it, is written through the one given first.
     */
    public static Builder builder(DnsProvider provider, DnsProvider... more) {
        List<DnsProvider> all = new ArrayList<>(List.of(provider));
        all.addAll(List.of(more));
        return new Builder(DnsZones.builder().numbered(all).build());
    }

    /** Begins with the zones of all providers to write through, which may be shared with other solvers. */
    public static Builder builder(DnsZones zones) {
        return new Builder(zones);
    }

    @Override
    public ChallengeType type() {
        return type;
    }

    @Override
    public boolean supports(Identifier identifier) {
        return identifier instanceof DomainName;
    }

    @Override
    public List<Answer> plan(List<Challenge> challenges) {
        Map<DomainName, ZoneFinder.Place> places =
                zones.find(challenges.stream().map(RecordName::of).toList());
        requireRoom(challenges, places);
        places.values().forEach(place -> writers.use(place.provider(), place.zone()));
        String order = Long.toHexString(ThreadLocalRandom.current().nextLong());
        List<Answer> answers = new ArrayList<>();
        for (Challenge challenge : challenges) {
            ZoneFinder.Place place = Objects.requireNonNull(places.get(RecordName.of(challenge)));
            answers.add(new Answer(challenge, new RecordPlace(place.zone(), place.name(), order).toString()));
        }
        return answers;
    }

    /** Names of one order may lead to one record, and more of them than the vendor keeps values can never be proved at once. */
    private static void requireRoom(List<Challenge> challenges, Map<DomainName, ZoneFinder.Place> places) {
        Map<ZoneFinder.Place, Set<String>> values = new HashMap<>();
        for (Challenge challenge : challenges) {
            ZoneFinder.Place place = Objects.requireNonNull(places.get(RecordName.of(challenge)));
            values.computeIfAbsent(place, key -> new HashSet<>()).add(challenge.txtValue());
        }
        values.forEach((place, wanted) -> {
            int most = place.provider().capabilities().valuesAtAName();
            if (wanted.size() > most) {
                throw new ChallengeSolverException(
                        "The order needs " + wanted.size() + " values at " + place.name()
                                + ", where its provider keeps "
                                + most
                                + ". Make the CNAMEs of its names lead to different records, or order fewer names"
                                + " at once.",
                        null);
            }
        });
    }

    @Override
    public void present(List<Answer> answers) {
        batches(answers).forEach((zone, records) -> writers.of(zone).append(records));
    }

    @Override
    public void await(List<Answer> answers) {
        if (!propagation.isChecked()) {
            return;
        }
        Map<DnsZone, List<NeededRecord>> batches = batches(answers);
        Duration left = awaitVendors(batches.keySet());
        List<Sight> sights = new ArrayList<>();
        batches.forEach((zone, records) -> sights.addAll(Sight.all(
                zone, watched(zone), records.stream().map(NeededRecord::txt).toList())));
        new PropagationWait(survey, left, pollInterval).await(sights);
    }

    /** Vendors that can tell when all of their servers know of a change need no polling until then. Gives the time left. */
    private Duration awaitVendors(Set<DnsZone> written) {
        long begun = System.nanoTime();
        Duration left = timeout;
        for (DnsZone zone : written) {
            awaitVendor(zone, left);
            // Whole seconds, so that a wait that took no time leaves all of it.
            left = timeout.minusSeconds(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
            left = left.isNegative() ? Duration.ZERO : left;
        }
        return left;
    }

    /** A vendor that cannot say for now holds no order up: its servers are asked afterwards in any case. */
    private void awaitVendor(DnsZone zone, Duration limit) {
        try {
            writers.of(zone).provider().awaitInSync(zone, limit);
        } catch (DnsProviderException e) {
            if (!e.kind().isRetryable()) {
                throw e;
            }
            LOG.info("Not told whether the servers of {} are in sync, and so asking them: {}", zone, e.getMessage());
        }
    }

    @Override
    public Duration awaitLimit() {
        return propagation.isChecked() ? timeout : Duration.ZERO;
    }

    private List<Watched> watched(DnsZone zone) {
        return propagation.named().isEmpty()
                ? zones.authoritativeServers(zone).stream()
                        .map(Watched::authoritative)
                        .toList()
                : propagation.named();
    }

    @Override
    public void cleanUp(List<Answer> answers) {
        List<String> left = new ArrayList<>();
        List<GatehouseException> causes = new ArrayList<>();
        batches(answers).forEach((zone, records) -> {
            try {
                writers.of(zone).delete(records);
            } catch (GatehouseException e) {
                causes.add(e);
                records.forEach(
                        each -> left.add(each.name() + " TXT \"" + each.txt().value() + "\" in " + zone));
            }
        });
        if (!causes.isEmpty()) {
            throw new ChallengeSolverException(
                    "Could not delete " + left + ": " + causes.get(0).getMessage() + " Delete these records by hand.",
                    causes.get(0));
        }
    }

    /** In the order of the zones: were they written in any order, two orders could each wait for room that the other takes up. */
    private Map<DnsZone, List<NeededRecord>> batches(List<Answer> answers) {
        Map<DnsZone, List<NeededRecord>> batches = new TreeMap<>(Comparator.comparing(DnsZone::apex));
        for (Answer answer : answers) {
            RecordPlace place = RecordPlace.parse(answer.place());
            batches.computeIfAbsent(place.zone(), zone -> new ArrayList<>())
                    .add(new NeededRecord(
                            new TxtRecord(place.name(), answer.challenge().txtValue(), ttl), place.order()));
        }
        return batches;
    }

    /** Collects how to look and how to wait. Not safe for use by many threads. */
    public static final class Builder {
        private final DnsZones listed;
        private ChallengeType type = ChallengeType.DNS_01;
        private @Nullable InetSocketAddress resolver;
        private List<InetSocketAddress> authoritative = List.of();
        private int authoritativePort = 53;
        private Propagation propagation = Propagation.onAuthoritativeServers();
        private Duration ttl = Duration.ofSeconds(60);
        private Duration timeout = Duration.ofMinutes(2);
        private Duration pollInterval = Duration.ofSeconds(2);
        private Duration queryTimeout = Duration.ofSeconds(3);

        private Builder(DnsZones listed) {
            this.listed = listed;
        }

        /**
         * Answers dns-account-01 (draft-ietf-acme-dns-account-label) instead: the record goes to a name that each account has
         * of its own, so that a name can be a CNAME for each of several accounts. Only for CAs that offer it.
         */
        public Builder perAccount() {
            this.type = ChallengeType.DNS_ACCOUNT_01;
            return this;
        }

        /**
         * The recursive resolver to ask for CNAME, SOA, NS and addresses; by default those of the system. With split horizon,
         * name one that sees what the CA sees.
         */
        public Builder resolver(InetSocketAddress address) {
            this.resolver = address;
            return this;
        }

        /**
         * The servers that must answer every value, in place of those that the zone's NS records name: for a hidden primary,
         * or where NS records lead to addresses that cannot be reached from here.
         */
        public Builder authoritativeServers(InetSocketAddress... servers) {
            this.authoritative = List.of(servers);
            return this;
        }

        /** The port on which servers found by NS records listen; 53 by default. */
        public Builder authoritativePort(int port) {
            this.authoritativePort = port;
            return this;
        }

        /** Who must answer every value before the CA is asked to look; by default every authoritative server. */
        public Builder propagation(Propagation how) {
            this.propagation = how;
            return this;
        }

        /** The records' time to live; a minute by default, so that a value left over is soon forgotten. */
        public Builder ttl(Duration timeToLive) {
            this.ttl = timeToLive;
            return this;
        }

        /**
         * How long to wait for the authoritative servers; two minutes by default. Slow vendors document what they need.
         */
        public Builder timeout(Duration limit) {
            this.timeout = limit;
            return this;
        }

        /** How long to wait before the servers that did not answer every value are asked again; two seconds by default. */
        public Builder pollInterval(Duration interval) {
            this.pollInterval = interval;
            return this;
        }

        /** How long to wait for one answer, first over UDP, then over TCP; three seconds by default. */
        public Builder queryTimeout(Duration limit) {
            this.queryTimeout = limit;
            return this;
        }

        /**
         * The solver. Asks nobody yet.
         *
         * @throws InvalidModelException if a value makes no sense; it names every one
         */
        public Dns01Solver build() {
            List<Problem> problems = new ArrayList<>();
            requirePositive(problems, "timeout", timeout);
            requirePositive(problems, "pollInterval", pollInterval);
            requirePositive(problems, "queryTimeout", queryTimeout);
            if (ttl.isNegative()) {
                problems.add(new Problem("ttl", "is " + ttl + "; give zero seconds or more"));
            }
            if (authoritativePort < 1 || authoritativePort > 65_535) {
                problems.add(new Problem("authoritativePort", "is " + authoritativePort + "; give 1 to 65535"));
            }
            if (!problems.isEmpty()) {
                throw new InvalidModelException("Dns01Solver", problems);
            }
            return new Dns01Solver(this);
        }

        private static void requirePositive(List<Problem> problems, String field, Duration value) {
            if (value.isNegative() || value.isZero()) {
                problems.add(new Problem(field, "is " + value + "; give a time above zero"));
            }
        }
    }
}
