/** How a provider that was named in a setting is found among those on the module or class path, and how it is set up. */
@NullMarked
package io.gatehouse.core.spi;

import org.jspecify.annotations.NullMarked;
