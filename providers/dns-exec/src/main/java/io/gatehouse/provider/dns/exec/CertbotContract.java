package io.gatehouse.provider.dns.exec;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.TxtRecord;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code CERTBOT_DOMAIN} and {@code CERTBOT_VALIDATION} in the environment, without arguments. The program that takes away
 * gets the same variables as the one that added, and what that one wrote, as long as this object remembers it: a process
 * that takes away what an earlier one added sets the variables anew, without that output.
 *
 * <p>Safe for use by many threads.
 */
final class CertbotContract implements ProgramContract {
    /** The hooks put this label before the domain themselves. */
    private static final String LABEL = "_acme-challenge";

    private final Path authHook;
    private final @Nullable Path cleanupHook;
    private final Map<Key, Map<String, String>> added = new ConcurrentHashMap<>();

    /** A time to live is no part of what a record is. */
    private record Key(DomainName name, String value) {
        static Key of(TxtRecord txt) {
            return new Key(txt.name(), txt.value());
        }
    }

    /** @param cleanupHook {@code null} for none, with which nothing is taken away */
    CertbotContract(Path authHook, @Nullable Path cleanupHook) {
        this.authHook = authHook;
        this.cleanupHook = cleanupHook;
    }

    @Override
    public Optional<String> problemWith(TxtRecord txt) {
        List<String> labels = txt.name().labels();
        return labels.size() > 1 && labels.get(0).equals(LABEL)
                ? Optional.empty()
                : Optional.of(
                        "certbot's hooks are told a domain, before which they put " + LABEL + ": they cannot write to "
                                + txt.name()
                                + ". Without an alias there, the record lies at such a name; with one, take a program"
                                + " that is told the record's own name (mode lego)");
    }

    @Override
    public Optional<ProgramCall> add(Place place) {
        Map<String, String> variables = variables(place);
        if (cleanupHook != null) {
            added.put(Key.of(place.txt()), variables);
        }
        return call(authHook, variables);
    }

    @Override
    public Optional<ProgramCall> takeAway(Place place) {
        if (cleanupHook == null) {
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>(Map.of("CERTBOT_AUTH_OUTPUT", ""));
        Map<String, String> known = added.get(Key.of(place.txt()));
        variables.putAll(known == null ? variables(place) : known);
        return call(cleanupHook, variables);
    }

    @Override
    public void wrote(TxtRecord txt, String output) {
        added.computeIfPresent(Key.of(txt), (key, variables) -> {
            Map<String, String> more = new HashMap<>(variables);
            more.put("CERTBOT_AUTH_OUTPUT", output.replace("\0", "").strip());
            return more;
        });
    }

    @Override
    public void tookAway(TxtRecord txt) {
        added.remove(Key.of(txt));
    }

    private static Optional<ProgramCall> call(Path hook, Map<String, String> variables) {
        return Optional.of(ProgramCall.of(hook, variables, List.of(hook.toString())));
    }

    private static Map<String, String> variables(Place place) {
        String domain = domain(place.txt());
        String all = place.records().stream().map(CertbotContract::domain).collect(Collectors.joining(","));
        // certbot 2 knows the DOMAIN ones alone, certbot 5 both.
        return Map.of(
                "CERTBOT_DOMAIN", domain,
                "CERTBOT_IDENTIFIER", domain,
                "CERTBOT_VALIDATION", place.txt().value(),
                "CERTBOT_ALL_DOMAINS", all,
                "CERTBOT_ALL_IDENTIFIERS", all,
                "CERTBOT_REMAINING_CHALLENGES", Integer.toString(place.records().size() - place.index() - 1));
    }

    private static String domain(TxtRecord txt) {
        return txt.name().text().substring(LABEL.length() + 1);
    }
}
