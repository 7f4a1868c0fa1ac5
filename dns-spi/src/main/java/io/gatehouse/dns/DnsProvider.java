package io.gatehouse.dns;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes TXT records at one DNS vendor or server, with one set of credentials.
 *
 * <p><b>Concurrency.</b> A provider is safe for use by many threads. The engine serialises the writers of a zone, or of the
 * whole account if {@link #capabilities()} say so: no {@link #append} or {@link #delete} starts while another of this process
 * is under way there. Other processes may write the same zone meanwhile, so where the vendor's API can only replace a whole
 * RRset or zone, a provider uses the API's own precondition (an ETag, a serial, a prerequisite) and never a lock of its own;
 * {@link RrsetDnsProvider} does that for RRsets.
 *
 * <p><b>Idempotence.</b> Every call may be repeated after a failure, also when the failed call had its effect. A value
 * that is there already is not added twice, a value that is gone is not an error.
 *
 * <p><b>Failure.</b> Every failure is a {@link DnsProviderException} with the kind that tells a caller whether to try
 * again, and for how long to wait where the vendor said so. A call that fails may have had part of its effect; the caller
 * repeats or deletes. A provider does not retry by itself, with three exceptions: transport steps that the protocol
 * prescribes, such as TCP after a truncated answer; a precondition that another writer broke; and, a few times, a request that
 * only reads and found the vendor failing. It never waits out a rate limit, but tells it. An answer that is not what
 * the API promises (HTML, half a body, records of another zone) is a failure, never an empty result. No message and no line
 * in a log holds a credential.
 *
 * <p><b>Time.</b> A call blocks until the vendor has taken or refused the change, not until it is visible in the DNS. It
 * waits for no answer longer than a limit the provider documents, thirty seconds unless its settings say otherwise. A thread that is
 * interrupted gets out at once with {@link DnsProviderException.Kind#CANCELLED} and is still marked as interrupted; whether
 * the change was made is not known then.
 *
 * <p><b>Records.</b> Names and values are as the DNS has them: a provider adds what its vendor's API wants around them (zone
 * names cut off, quotes, splits into strings of 255 bytes, a trailing dot) and takes it away on reading. A time to live below
 * the vendor's minimum is raised without complaint.
 */
public interface DnsProvider extends AutoCloseable {

    /** What this provider can do; the same at each call. Asks nobody. */
    DnsCapabilities capabilities();

    /**
     * The zones these credentials may write, in no particular order. They are fetched while the stream is read, page by page
     * where the API has pages, so that ten thousand zones take no more memory than one page; whoever has found what it looked
     * for stops reading.
     *
     * @return nothing when this provider cannot list them ({@link DnsCapabilities#listsZones}), in which case the caller
     *     finds the zone of a name by walking up to its SOA record
     * @throws DnsProviderException if the vendor refuses or cannot be reached, here or while the stream is read
     */
    Stream<DnsZone> zones();

    /**
     * Adds values and leaves every other value at those names alone.
     *
     * <p>Several records may share a name. A value already present stays, and keeps whichever time to live the vendor
     * chooses.
     *
     * @param zone the zone that holds every record; it need not be one of {@link #zones()}
     * @param records what to add; an empty list does nothing
     * @throws DnsProviderException if the vendor refuses or cannot be reached
     * @throws io.gatehouse.core.InvalidModelException if a record lies outside the zone, before anything was sent
     */
    void append(DnsZone zone, List<TxtRecord> records);

    /**
     * Takes values away, each by its name and value; the time to live is not compared.
     *
     * <p>Other values at those names stay. A value that is not there is no error.
     *
     * @param zone the zone that holds every record
     * @param records what to take away; an empty list does nothing
     * @throws DnsProviderException if the vendor refuses or cannot be reached
     * @throws io.gatehouse.core.InvalidModelException if a record lies outside the zone, before anything was sent
     */
    void delete(DnsZone zone, List<TxtRecord> records);

    /**
     * Waits until all of the vendor's servers have what was changed in the zone through this provider, for a vendor whose API
     * tells. It does not have to: the engine asks the DNS afterwards, and a provider that knows of no change returns at once.
     *
     * @param limit how long to wait at most; that it passes is no failure
     * @throws DnsProviderException if the vendor refuses or cannot be reached, or the thread is interrupted
     */
    default void awaitInSync(DnsZone zone, Duration limit) {}

    /** Lets go of connections and threads. Repeating it is no error; using the provider afterwards is. */
    @Override
    default void close() {}
}
