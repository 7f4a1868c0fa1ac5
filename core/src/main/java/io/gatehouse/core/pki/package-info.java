/**
 * Private keys in every common format, certificate chains with their key, and a small private certificate authority.
 *
 * <p>Nothing here installs a security provider: BouncyCastle is used through a private instance, and the keys and
 * certificates handed out are the JDK's own, so that its TLS accepts them.
 */
@NullMarked
package io.gatehouse.core.pki;

import org.jspecify.annotations.NullMarked;
