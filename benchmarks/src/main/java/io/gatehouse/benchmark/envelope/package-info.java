/** Encryption of stored secrets: Gatehouse and its peers through one interface, in one run of JMH. */
@NullMarked
package io.gatehouse.benchmark.envelope;

import org.jspecify.annotations.NullMarked;
