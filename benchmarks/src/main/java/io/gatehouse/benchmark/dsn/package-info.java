/** Reading of data source names, beside pgjdbc's own reading of its URL. */
@NullMarked
package io.gatehouse.benchmark.dsn;

import org.jspecify.annotations.NullMarked;
