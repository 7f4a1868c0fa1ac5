/** Certificates as no decent authority would sign them. */
@NullMarked
package io.gatehouse.testkit.internal.pki;

import org.jspecify.annotations.NullMarked;
