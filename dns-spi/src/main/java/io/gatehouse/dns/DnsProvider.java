package io.gatehouse.dns;

import java.util.List;

/**
 * Writes TXT records at one DNS vendor or server, with one set of credentials.
 *
 * <p><b>Concurrency.</b> A provider is safe for use by many threads. The engine serialises the writers of a zone: no
 * {@link #append} or {@link #delete} starts on a zone while another of this process is under way on it. Other processes
 * may write the same zone meanwhile, so where the vendor's API can only replace a whole RRset or zone, a provider uses
 * the API's own precondition (an ETag, a serial, a prerequisite) and never a lock of its own.
 *
 * <p><b>Idempotence.</b> Every call may be repeated after a failure, also when the failed call had its effect. A value
 * that is there already is not added twice, a value that is gone is not an error.
 *
 * <p><b>Failure.</b> Every failure is a {@link DnsProviderException} with the kind that tells a caller whether to try
 * again. A call that fails may have had part of its effect; the caller repeats or deletes. A provider does not retry by
 * itself, with one exception: transport steps that the protocol prescribes, such as TCP after a truncated answer.
 *
 * <p><b>Time.</b> A call blocks until the vendor has taken or refused the change, not until it is visible in the DNS. It
 * returns or throws within a limit the provider documents, thirty seconds unless its settings say otherwise.
 */
public interface DnsProvider extends AutoCloseable {

    /**
     * The zones these credentials may write.
     *
     * @return the zones in no particular order; empty when this provider cannot list them, in which case the caller finds
     *     the zone of a name by walking up to its SOA record
     * @throws DnsProviderException if the vendor refuses or cannot be reached
     */
    List<DnsZone> zones();

    /**
     * Adds values and leaves every other value at those names alone.
     *
     * <p>Several records may share a name. A value already present stays, and keeps whichever time to live the vendor
     * chooses. A vendor with a minimum time to live raises a lower one without complaint.
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

    /** Lets go of connections and threads. Repeating it is no error; using the provider afterwards is. */
    @Override
    default void close() {}
}
