/** DNS records written by a program of the user's. */
@NullMarked
package io.gatehouse.provider.dns.exec;

import org.jspecify.annotations.NullMarked;
