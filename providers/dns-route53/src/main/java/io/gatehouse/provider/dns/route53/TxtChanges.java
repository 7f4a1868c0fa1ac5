package io.gatehouse.provider.dns.route53;

import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.RrsetDnsProvider;
import io.gatehouse.dns.TxtPresentation;
import io.gatehouse.dns.TxtRrset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * TXT RRsets as Route 53 reads and changes them. The tag of a {@link TxtRrset} holds its values as they were written, since
 * one that is to be deleted must be named exactly, and one that stays is not to be written in another way.
 */
final class TxtChanges {
    private static final int LONGEST_VALUE = 4_000;
    private static final int MOST_RECORDS = 1_000;
    private static final int MOST_CHARACTERS = 32_000;

    private TxtChanges() {}

    static TxtRrset read(TxtRrset none, ResourceRecordSet found) {
        List<String> written =
                found.resourceRecords().stream().map(ResourceRecord::value).toList();
        return new TxtRrset(
                none.name(),
                written.stream().map(TxtChanges::value).toList(),
                Duration.ofSeconds(found.ttl()),
                String.join("\n", written));
    }

    /** What others wrote and is no text stands for itself: it is left alone. */
    private static String value(String written) {
        try {
            return TxtPresentation.parseOctal(written);
        } catch (IllegalArgumentException e) {
            return written;
        }
    }

    private static List<String> written(TxtRrset before) {
        return before.tag().isEmpty() ? List.of() : List.of(before.tag().split("\n"));
    }

    /**
     * The batches to send one after the other, each within the limits of one request. A name's deletion and creation are in
     * one batch: Route 53 makes both or none, and refuses to delete what is not exactly as it was read.
     *
     * @throws DnsProviderException of kind {@link Kind#REFUSED} if a value or the change of a name is too long
     */
    static List<Batch> batches(List<RrsetDnsProvider.Change> changes) {
        List<Batch> batches = new ArrayList<>();
        for (RrsetDnsProvider.Change change : changes) {
            Batch one = batch(change);
            int last = batches.size() - 1;
            if (last >= 0 && batches.get(last).plus(one).fits()) {
                batches.set(last, batches.get(last).plus(one));
            } else if (one.fits()) {
                batches.add(one);
            } else {
                throw Failures.of(
                        Kind.REFUSED,
                        "the TXT values at " + change.before().name()
                                + " are too many or too long to be changed at once: "
                                + one.records() + " records and " + one.characters()
                                + " characters, old and new, where "
                                + "Route 53 takes " + MOST_RECORDS + " and " + MOST_CHARACTERS
                                + "; take away those that "
                                + "nobody needs");
            }
        }
        return batches;
    }

    private static Batch batch(RrsetDnsProvider.Change change) {
        List<String> before = written(change.before());
        List<String> after = after(change, before);
        List<Change> requests = new ArrayList<>();
        if (!before.isEmpty()) {
            requests.add(request(ChangeAction.DELETE, change.before(), before));
        }
        if (!after.isEmpty()) {
            requests.add(request(ChangeAction.CREATE, change.after(), after));
        }
        int characters = Stream.concat(before.stream(), after.stream())
                .mapToInt(String::length)
                .sum();
        return new Batch(List.of(change), requests, before.size() + after.size(), characters);
    }

    private static List<String> after(RrsetDnsProvider.Change change, List<String> before) {
        Set<String> kept = Set.copyOf(change.after().values());
        Set<String> had = before.stream().map(TxtChanges::value).collect(Collectors.toSet());
        return Stream.concat(
                        before.stream().filter(written -> kept.contains(value(written))),
                        change.after().values().stream()
                                .filter(value -> !had.contains(value))
                                .map(value -> quoted(change, value)))
                .toList();
    }

    private static String quoted(RrsetDnsProvider.Change change, String value) {
        String written = TxtPresentation.quotedInOctal(value);
        if (written.length() > LONGEST_VALUE) {
            throw Failures.of(
                    Kind.REFUSED,
                    "a TXT value for " + change.after().name() + " has " + written.length()
                            + " characters with its quotes and escapes, and Route 53 takes " + LONGEST_VALUE
                            + "; write a shorter one");
        }
        return written;
    }

    private static Change request(ChangeAction action, TxtRrset rrset, List<String> values) {
        ResourceRecordSet set = ResourceRecordSet.builder()
                .name(rrset.name().text() + ".")
                .type(RRType.TXT)
                .ttl(rrset.ttl().toSeconds())
                .resourceRecords(values.stream()
                        .map(value -> ResourceRecord.builder().value(value).build())
                        .toList())
                .build();
        return Change.builder().action(action).resourceRecordSet(set).build();
    }

    /**
     * What goes into one request.
     *
     * @param changes what it brings about
     * @param requests how it is said
     * @param records how many ResourceRecord elements it has
     * @param characters how many characters its Value elements have
     */
    record Batch(List<RrsetDnsProvider.Change> changes, List<Change> requests, int records, int characters) {
        Batch plus(Batch other) {
            return new Batch(
                    Stream.concat(changes.stream(), other.changes.stream()).toList(),
                    Stream.concat(requests.stream(), other.requests.stream()).toList(),
                    records + other.records,
                    characters + other.characters);
        }

        boolean fits() {
            return records <= MOST_RECORDS && characters <= MOST_CHARACTERS;
        }
    }
}
