package io.gatehouse.provider.dns.http;

import com.google.gson.JsonObject;
import io.gatehouse.fixture.dns.Call;
import io.gatehouse.fixture.dns.Reply;
import io.gatehouse.fixture.dns.StoredRecord;
import io.gatehouse.fixture.dns.StoredZone;
import io.gatehouse.fixture.dns.VendorServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A server that a user of lego's {@code httpreq} would write, which keeps each value once. */
final class RecordingServer extends VendorServer {
    static final String USERNAME = "fixture-user";
    static final String PASSWORD = "fixture-password-of-nobody";
    static final String WRONG_PASSWORD = "fixture-password-of-somebody";

    @Override
    public Collection<String> secrets() {
        return List.of(PASSWORD, WRONG_PASSWORD, basic(PASSWORD), basic(WRONG_PASSWORD));
    }

    private static String basic(String password) {
        return Base64.getEncoder().encodeToString((USERNAME + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected Reply answer(Call call) {
        if (!call.header("Authorization").equals("Basic " + basic(PASSWORD))) {
            return text(401, "who are you?").with("WWW-Authenticate", "Basic realm=\"dns\"");
        }
        boolean isPresent = call.is("POST", "present");
        if (!isPresent && !call.is("POST", "cleanup")) {
            return text(404, "404 page not found");
        }
        JsonObject body = call.json();
        if (!body.keySet().equals(Set.of("fqdn", "value"))
                || !body.get("fqdn").getAsString().endsWith(".")) {
            return text(400, "no fqdn and value");
        }
        String fqdn = body.get("fqdn").getAsString();
        String name = fqdn.substring(0, fqdn.length() - 1);
        String value = body.get("value").getAsString();
        return zones().stream()
                .filter(zone -> name.equals(zone.apex()) || name.endsWith("." + zone.apex()))
                .max(Comparator.comparingInt(zone -> zone.apex().length()))
                .map(zone -> change(zone, name, value, isPresent))
                .orElseGet(() -> text(404, "no zone for " + name));
    }

    private Reply change(StoredZone zone, String name, String value, boolean isPresent) {
        zone.records()
                .removeIf(txt -> txt.name().equals(name)
                        && txt.type().equals("TXT")
                        && txt.value().equals(value));
        if (isPresent) {
            zone.records().add(new StoredRecord(newId(), name, "TXT", 60, value));
        }
        return Reply.empty(200);
    }

    private static Reply text(int status, String words) {
        return new Reply(status, Map.of("Content-Type", "text/plain; charset=utf-8"), words);
    }
}
