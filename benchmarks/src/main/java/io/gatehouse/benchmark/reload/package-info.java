/** Certificates renewed under full load of handshakes, beside a TLS context whose certificates never change. */
@NullMarked
package io.gatehouse.benchmark.reload;

import org.jspecify.annotations.NullMarked;
