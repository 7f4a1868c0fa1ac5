/** Configurations of many hosts: how long they take to print, and servers to read. */
@NullMarked
package io.gatehouse.benchmark.proxy;

import org.jspecify.annotations.NullMarked;
