package io.gatehouse.testkit;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.interfaces.RSAKey;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses SHA-1 signatures and RSA keys below 2048 bits, as a careful client does. */
final class StrongAlgorithms implements AlgorithmConstraints {
    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives, String algorithm, @Nullable AlgorithmParameters parameters) {
        return !algorithm.toUpperCase(Locale.ROOT).startsWith("SHA1WITH");
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
        return !(key instanceof RSAKey rsa) || rsa.getModulus().bitLength() >= 2048;
    }

    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives,
            @Nullable String algorithm,
            Key key,
            @Nullable AlgorithmParameters parameters) {
        return permits(primitives, key) && (algorithm == null || permits(primitives, algorithm, parameters));
    }
}
