/**
 * The dns-01 challenge (RFC 8555, section 8.4): which zone holds a name, where its CNAME leads, one batch of records for
 * each zone, and the wait until every authoritative server answers them.
 */
@NullMarked
package io.gatehouse.acme.dns01;

import org.jspecify.annotations.NullMarked;
