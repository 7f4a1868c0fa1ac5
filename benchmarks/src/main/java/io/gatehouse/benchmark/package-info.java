/** Scenarios that measure Gatehouse beside a peer, in one run, through the same client. */
@NullMarked
package io.gatehouse.benchmark;

import org.jspecify.annotations.NullMarked;
