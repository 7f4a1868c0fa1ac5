/** What pgjdbc loads by class name, and the TLS beneath it. Not exported. */
@NullMarked
package io.gatehouse.postgres.internal;

import org.jspecify.annotations.NullMarked;
