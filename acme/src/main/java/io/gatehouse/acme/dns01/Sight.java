package io.gatehouse.acme.dns01;

import io.gatehouse.acme.dns01.PropagationTimeoutException.Unseen;
import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** One thing to see: all values of a name at a server. */
record Sight(DnsZone zone, Watched server, DomainName name, Set<String> values) {
    private static final Set<Integer> NOT_SERVING =
            Set.of(Rcode.REFUSED, Rcode.SERVFAIL, Rcode.NOTAUTH, Rcode.NOTIMP, Rcode.FORMERR);

    /**
     * What a look at it gave.
     *
     * @param unseen what is missing there, if anything is
     * @param isServing whether the server serves the zone at all
     */
    record Look(Optional<Unseen> unseen, boolean isServing) {}

    /** What one address says. */
    private record Said(Set<String> missing, boolean isServing, String text) {}

    /** What there is to see of some records, at each of these. */
    static List<Sight> all(DnsZone zone, List<Watched> watched, List<TxtRecord> records) {
        Map<DomainName, Set<String>> values = new LinkedHashMap<>();
        for (TxtRecord txt : records) {
            values.computeIfAbsent(txt.name(), name -> new LinkedHashSet<>()).add(txt.value());
        }
        List<Sight> sights = new ArrayList<>();
        for (Watched server : watched) {
            values.forEach((name, texts) -> sights.add(new Sight(zone, server, name, texts)));
        }
        return sights;
    }

    /** What to ask for a look. */
    List<Survey.Question> questions() {
        return server.ways().stream()
                .map(way -> new Survey.Question(way, name, Type.TXT))
                .toList();
    }

    /**
     * What the replies show. A server with several addresses is asked at each, and one address that serves the zone and
     * lacks a value is enough to wait for. One that cannot be reached from here (IPv6 on a host without) or does not serve
     * the zone is excused when another has everything.
     */
    Look look(Map<Survey.Question, Survey.Reply> replies) {
        Optional<Unseen> failure = Optional.empty();
        boolean isSeen = false;
        for (Survey.Question question : questions()) {
            Survey.Reply reply = replies.getOrDefault(question, new Survey.Reply(Optional.empty(), "not asked"));
            Said said = said(question.way(), reply);
            if (said.missing().isEmpty()) {
                isSeen = true;
                continue;
            }
            Unseen unseen = new Unseen(question.way().toString(), name, List.copyOf(said.missing()), said.text());
            if (said.isServing()) {
                return new Look(Optional.of(unseen), true);
            }
            failure = failure.or(() -> Optional.of(unseen));
        }
        if (isSeen) {
            return new Look(Optional.empty(), true);
        }
        return new Look(
                failure.or(() -> Optional.of(
                        new Unseen(server.name(), name, List.copyOf(values), "nothing (its name has no address)"))),
                false);
    }

    private Said said(Watched.Way way, Survey.Reply reply) {
        if (reply.answer().isEmpty()) {
            return new Said(values, false, "nothing (" + reply.failure() + ")");
        }
        Message answer = reply.answer().get();
        Set<String> found = texts(answer);
        Set<String> missing = new TreeSet<>(values);
        missing.removeAll(found);
        // A server that the zone's NS records name by mistake: it knows the zone from others or not at all.
        boolean isLame = way.isAuthoritative() && !answer.getHeader().getFlag(Flags.AA);
        boolean isServing = !isLame && !NOT_SERVING.contains(answer.getRcode());
        return new Said(missing, isServing, text(answer, found) + (isLame ? ", and is no authority for the zone" : ""));
    }

    private String text(Message answer, Set<String> found) {
        if (answer.getRcode() != Rcode.NOERROR) {
            return Rcode.string(answer.getRcode());
        }
        if (!found.isEmpty()) {
            return found.toString();
        }
        return Lookups.records(answer, CNAMERecord.class)
                .filter(cname -> Lookups.isOwner(name, cname))
                .findFirst()
                .map(cname -> "with a CNAME to " + cname.getTarget().toString(true))
                .orElse("that there is none");
    }

    private Set<String> texts(Message answer) {
        Set<String> texts = new TreeSet<>();
        Lookups.records(answer, TXTRecord.class)
                .filter(txt -> Lookups.isOwner(name, txt))
                .forEach(txt -> {
                    StringBuilder whole = new StringBuilder();
                    txt.getStringsAsByteArrays()
                            .forEach(part -> whole.append(new String(part, StandardCharsets.UTF_8)));
                    texts.add(whole.toString());
                });
        return texts;
    }
}
