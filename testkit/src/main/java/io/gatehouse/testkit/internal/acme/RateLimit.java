package io.gatehouse.testkit.internal.acme;

import io.gatehouse.testkit.AcmeResource;
import java.time.Duration;

/**
 * How often one account may ask for a resource; requests without an account share one count.
 *
 * @param resource the resource
 * @param requests how many requests are answered
 * @param period in each stretch of time of this length
 */
public record RateLimit(AcmeResource resource, int requests, Duration period) {}
