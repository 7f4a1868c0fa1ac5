/** Strict small readers of each server's language, written from the servers' own lexers: what was printed, read back. */
@NullMarked
package io.gatehouse.proxy.reading;

import org.jspecify.annotations.NullMarked;
