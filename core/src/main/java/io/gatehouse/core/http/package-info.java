/** HTTP with an end to everything, for the modules that call the services of others. */
@NullMarked
package io.gatehouse.core.http;

import org.jspecify.annotations.NullMarked;
