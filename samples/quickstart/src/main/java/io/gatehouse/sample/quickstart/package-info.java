/** The whole path of Gatehouse in one {@code main}: database, roles, secrets, certificate, service, proxies. */
@NullMarked
package io.gatehouse.sample.quickstart;

import org.jspecify.annotations.NullMarked;
