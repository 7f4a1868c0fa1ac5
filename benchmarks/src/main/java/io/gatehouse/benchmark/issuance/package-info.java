/** Certificates obtained by Gatehouse, by a plain loop over acme4j, by lego and by certbot, from one CA in one run. */
@NullMarked
package io.gatehouse.benchmark.issuance;

import org.jspecify.annotations.NullMarked;
