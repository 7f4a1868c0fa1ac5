package io.gatehouse.testkit.internal.acme;

import java.time.Clock;

/**
 * What a CA is told before it starts.
 *
 * @param clock the time of orders and certificates
 * @param validation where proofs are looked for
 * @param policy what is granted, and to whom
 */
public record CaSettings(Clock clock, ValidationSettings validation, CaPolicy policy) {}
