package io.gatehouse.acme;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The CA could not validate one or more names. Carries the CA's problem for each. */
public final class AuthorizationFailedException extends AcmeException {
    private static final long serialVersionUID = 1L;

    private final LinkedHashMap<String, AcmeProblem> failures;

    AuthorizationFailedException(Map<String, AcmeProblem> failures) {
        super(describe(failures), null, null);
        this.failures = new LinkedHashMap<>(failures);
    }

    /** The CA's problem for each name that failed, in the order of the request. */
    public Map<String, AcmeProblem> failures() {
        return Map.copyOf(failures);
    }

    private static String describe(Map<String, AcmeProblem> failures) {
        return failures.entrySet().stream()
                .map(failure -> "The CA could not validate " + failure.getKey() + ": "
                        + failure.getValue().sentence() + " " + Remedy.of(failure.getValue(), null))
                .collect(Collectors.joining(" "));
    }
}
