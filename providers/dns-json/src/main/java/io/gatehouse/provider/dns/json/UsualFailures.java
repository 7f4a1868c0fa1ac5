package io.gatehouse.provider.dns.json;

import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.provider.dns.json.FailureReader.Failure;
import java.util.List;
import java.util.Optional;

/** What statuses mean by RFC 9110, and where most vendors put their words. */
final class UsualFailures {
    private static final List<String> WORDS =
            List.of("message", "detail", "title", "reason", "error_description", "errors", "error", "code");
    private static final int DEEPEST = 3;

    private UsualFailures() {}

    static Failure of(VendorAnswer answer) {
        return new Failure(kind(answer.status()), words(answer));
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 401 -> Kind.BAD_CREDENTIALS;
            case 404, 410 -> Kind.NO_SUCH_ZONE;
            case 408, 425 -> Kind.SERVER_FAILED;
            case 409, 412 -> Kind.CONFLICT;
            case 429 -> Kind.RATE_LIMITED;
            default -> status >= 500 ? Kind.SERVER_FAILED : status >= 400 ? Kind.REFUSED : Kind.MALFORMED_ANSWER;
        };
    }

    private static String words(VendorAnswer answer) {
        try {
            return words(answer.json(), DEEPEST).orElse("");
        } catch (RuntimeException e) {
            // A page of HTML says nothing that the status does not.
            return "";
        }
    }

    private static Optional<String> words(Json json, int depth) {
        if (json.isText()) {
            return Optional.of(json.text());
        }
        if (depth == 0) {
            return Optional.empty();
        }
        if (json.isList()) {
            return json.items().stream()
                    .flatMap(item -> words(item, depth - 1).stream())
                    .findFirst();
        }
        return json.isObject()
                ? WORDS.stream()
                        .flatMap(member -> json.find(member).stream())
                        .flatMap(found -> words(found, depth - 1).stream())
                        .findFirst()
                : Optional.empty();
    }
}
