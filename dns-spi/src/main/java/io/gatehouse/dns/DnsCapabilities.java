package io.gatehouse.dns;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What a provider can do, as far as a caller must know it. Immutable; each method that takes a value returns others.
 *
 * <pre>{@code
 * DnsCapabilities.of(DnsCapabilities.Writes.RRSET).minimumTtl(Duration.ofMinutes(5)).rates(pace.rates())
 * }</pre>
 */
public final class DnsCapabilities {
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    /** What the vendor's API changes at once, under the provider's append and delete. */
    public enum Writes {
        /** Single values: other writers lose nothing. */
        VALUE,
        /** All values at a name: whoever else writes that name at the same moment needs {@link #hasPrecondition}. */
        RRSET,
        /** All records of a zone. */
        ZONE
    }

    /** How far the caller must keep calls of one process apart. */
    public enum Serialised {
        /** One append or delete at a time for each zone. */
        BY_ZONE,
        /** One append or delete at a time for all zones of the account. */
        BY_ACCOUNT
    }

    private final Writes writes;
    private final Serialised serialised;
    private final boolean listsZones;
    private final boolean hasPrecondition;
    private final Duration minimumTtl;
    private final int valuesAtAName;
    private final List<RequestRate> rates;

    private DnsCapabilities(
            Writes writes,
            Serialised serialised,
            boolean listsZones,
            boolean hasPrecondition,
            Duration minimumTtl,
            int valuesAtAName,
            List<RequestRate> rates) {
        this.writes = writes;
        this.serialised = serialised;
        this.listsZones = listsZones;
        this.hasPrecondition = hasPrecondition;
        this.minimumTtl = minimumTtl;
        this.valuesAtAName = valuesAtAName;
        this.rates = List.copyOf(rates);
    }

    /** Lists its zones, is serialised by zone, and knows no limit, until said otherwise. */
    public static DnsCapabilities of(Writes writes) {
        return new DnsCapabilities(
                Objects.requireNonNull(writes, "writes"),
                Serialised.BY_ZONE,
                true,
                true,
                Duration.ZERO,
                NO_LIMIT,
                List.of());
    }

    /** How far calls must be kept apart. */
    public DnsCapabilities serialised(Serialised how) {
        return new DnsCapabilities(writes, how, listsZones, hasPrecondition, minimumTtl, valuesAtAName, rates);
    }

    /** {@link DnsProvider#zones} gives nothing, because the API cannot say what these credentials may write. */
    public DnsCapabilities withoutListing() {
        return new DnsCapabilities(writes, serialised, false, hasPrecondition, minimumTtl, valuesAtAName, rates);
    }

    /**
     * The API replaces a whole RRset or zone, or the oldest of its values, and takes no condition with it, no ETag and no serial:
     * two processes that write within the same moment can lose what the first one wrote.
     */
    public DnsCapabilities withoutPrecondition() {
        return new DnsCapabilities(writes, serialised, listsZones, false, minimumTtl, valuesAtAName, rates);
    }

    /**
     * The shortest time to live that the vendor takes.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public DnsCapabilities minimumTtl(Duration shortest) {
        if (shortest.isNegative()) {
            throw new IllegalArgumentException("A time to live is at least zero, not " + shortest);
        }
        return new DnsCapabilities(writes, serialised, listsZones, hasPrecondition, shortest, valuesAtAName, rates);
    }

    /**
     * How many values one name can have.
     *
     * @throws IllegalArgumentException if it is less than one
     */
    public DnsCapabilities valuesAtAName(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("Values at a name are at least 1, not " + most);
        }
        return new DnsCapabilities(writes, serialised, listsZones, hasPrecondition, minimumTtl, most, rates);
    }

    /**
     * How many requests the vendor takes from one account, in each of these times; none if no limit is known. The provider keeps to
     * them by itself, with a {@link RequestPace}: it alone knows how many requests a call makes.
     */
    public DnsCapabilities rates(List<RequestRate> limits) {
        return new DnsCapabilities(writes, serialised, listsZones, hasPrecondition, minimumTtl, valuesAtAName, limits);
    }

    /** What the vendor's API changes at once. */
    public Writes writes() {
        return writes;
    }

    /** How far the caller must keep calls apart. */
    public Serialised serialised() {
        return serialised;
    }

    /** Whether {@link DnsProvider#zones} lists what these credentials may write. */
    public boolean listsZones() {
        return listsZones;
    }

    /** Whether processes that write at the same moment lose nothing. */
    public boolean hasPrecondition() {
        return hasPrecondition;
    }

    /** The shortest time to live that the vendor takes; zero if any. */
    public Duration minimumTtl() {
        return minimumTtl;
    }

    /** How many values one name can have; {@link Integer#MAX_VALUE} if no limit is known. */
    public int valuesAtAName() {
        return valuesAtAName;
    }

    /** How many requests the vendor takes from one account, in each of these times; empty if no limit is known. */
    public List<RequestRate> rates() {
        return rates;
    }
}
