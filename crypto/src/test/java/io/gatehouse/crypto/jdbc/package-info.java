/** Tests of table runs. */
@NullMarked
package io.gatehouse.crypto.jdbc;

import org.jspecify.annotations.NullMarked;
