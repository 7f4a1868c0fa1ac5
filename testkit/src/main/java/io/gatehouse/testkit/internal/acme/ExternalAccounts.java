package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Secret;
import java.util.Map;
import java.util.Optional;

/** Binds new accounts to accounts outside of ACME (RFC 8555, section 7.3.4). Thread-safe. */
final class ExternalAccounts {
    private static final String MEMBER = "externalAccountBinding";

    private final Map<String, Secret> keys;
    private final boolean required;

    ExternalAccounts(Map<String, Secret> keys, boolean required) {
        this.keys = keys;
        this.required = required;
    }

    boolean required() {
        return required;
    }

    /** The binding that a new account shows from now on; a CA without external accounts ignores it. */
    Optional<Map<String, Object>> binding(JsonObject newAccount, AccountKey key, String newAccountUrl) {
        if (!newAccount.has(MEMBER)) {
            if (required) {
                throw ProblemType.EXTERNAL_ACCOUNT_REQUIRED.because(
                        "a new account must be bound to an external one: send \"" + MEMBER + "\"");
            }
            return Optional.empty();
        }
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        JsonObject member = newAccount.object(MEMBER);
        verify(Jws.parse(member), key, newAccountUrl);
        return Optional.of(member.members());
    }

    private void verify(Jws binding, AccountKey key, String newAccountUrl) {
        binding.requireMacAlgorithm();
        if (binding.header().has("nonce")) {
            throw ProblemType.MALFORMED.because("the binding's protected header must not have a \"nonce\"");
        }
        if (!binding.header().string("url").equals(newAccountUrl)) {
            throw ProblemType.MALFORMED.because("the binding's \"url\" must be that of newAccount");
        }
        String keyId = binding.header().string("kid");
        AccountKey bound = AccountKey.parse(JsonObject.parse("the binding's payload", binding.payload()));
        if (!bound.thumbprint().equals(key.thumbprint())) {
            throw ProblemType.MALFORMED.because("the binding's payload must be the key that the account will have");
        }
        Secret secret = keys.get(keyId);
        if (secret == null || !binding.isMacOf(secret)) {
            throw ProblemType.UNAUTHORIZED.because(
                    "the binding is not authenticated by the key of an external account \"" + keyId + "\"");
        }
    }
}
