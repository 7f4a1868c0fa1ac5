/** Key-encryption keys in PKCS#11 tokens, through the JDK's own provider. */
@NullMarked
package io.gatehouse.provider.kek.pkcs11;

import org.jspecify.annotations.NullMarked;
