@NullMarked
package io.gatehouse.benchmark.envelope;

import org.jspecify.annotations.NullMarked;
