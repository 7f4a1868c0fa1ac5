/**
 * Real servers for tests in containers, where a Docker engine answers: the images are the public ones unless another name
 * is given.
 *
 * <p>Published ports are bound to loopback. Where containers have no network of their own, {@code hostNetwork()} runs a
 * server in the host's.
 */
@NullMarked
package io.gatehouse.testkit.containers;

import org.jspecify.annotations.NullMarked;
