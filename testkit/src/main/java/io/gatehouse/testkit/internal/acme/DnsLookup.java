package io.gatehouse.testkit.internal.acme;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Asks each of a list of authoritative servers for the records of one type, over UDP, or TCP when truncated. A CNAME is
 * followed at all servers; a server that refuses or fails is passed over when another answers, as its zones may be
 * others.
 */
final class DnsLookup {
    private static final int MAX_CNAMES = 8;
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** What one server holds at the end of the CNAMEs. */
    record Found(InetSocketAddress server, Name name, List<Record> records) {}

    private final List<InetSocketAddress> servers;
    private final int type;

    DnsLookup(List<InetSocketAddress> servers, int type) {
        this.servers = servers;
        this.type = type;
    }

    /** What each server that answers holds; nothing when the name is in the zones of none of them. */
    List<Found> ask(Name name) {
        return ask(name, List.of(name));
    }

    /** The trail is every name so far, the one to ask for at its end. */
    private List<Found> ask(Name name, List<Name> trail) {
        List<Found> answers = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (InetSocketAddress server : servers) {
            askOne(server, name, failures).ifPresent(answer -> answers.addAll(read(server, answer, trail)));
        }
        if (answers.isEmpty() && !failures.isEmpty()) {
            throw ProblemType.DNS.because(
                    "no DNS server answers for " + Type.string(type) + " " + name + ": " + String.join("; ", failures));
        }
        return answers;
    }

    private Optional<Message> askOne(InetSocketAddress server, Name name, List<String> failures) {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTimeout(LIMIT);
        try {
            Message answer = resolver.send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
            int code = answer.getRcode();
            if (code == Rcode.NOERROR || code == Rcode.NXDOMAIN) {
                return Optional.of(answer);
            }
            if (code != Rcode.REFUSED && code != Rcode.NOTAUTH) {
                failures.add(server + " says " + Rcode.string(code));
            }
        } catch (IOException e) {
            failures.add(server + " does not answer: " + e.getMessage());
        }
        return Optional.empty();
    }

    private List<Found> read(InetSocketAddress server, Message answer, List<Name> trail) {
        Name name = last(trail);
        List<Name> walked = trail;
        for (Optional<Name> target = alias(answer, name); target.isPresent(); target = alias(answer, name)) {
            name = target.get();
            walked = extend(walked, name);
        }
        List<Record> records = records(answer, name);
        boolean elsewhere = records.isEmpty() && walked.size() > trail.size();
        return elsewhere ? ask(name, walked) : List.of(new Found(server, name, records));
    }

    private static Name last(List<Name> trail) {
        return trail.get(trail.size() - 1);
    }

    private static List<Name> extend(List<Name> trail, Name name) {
        if (trail.contains(name) || trail.size() > MAX_CNAMES) {
            throw ProblemType.DNS.because("the CNAMEs run in a circle or too far: " + trail + " to " + name);
        }
        List<Name> longer = new ArrayList<>(trail);
        longer.add(name);
        return longer;
    }

    private static Optional<Name> alias(Message answer, Name name) {
        return answer.getSection(Section.ANSWER).stream()
                .filter(found -> found instanceof CNAMERecord && found.getName().equals(name))
                .map(found -> ((CNAMERecord) found).getTarget())
                .findFirst();
    }

    private List<Record> records(Message answer, Name name) {
        return answer.getSection(Section.ANSWER).stream()
                .filter(found -> found.getType() == type && found.getName().equals(name))
                .toList();
    }
}
