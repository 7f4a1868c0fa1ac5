/** Key-encryption keys in the Transit engine of Vault and OpenBao, over the JDK's HTTP client. */
@NullMarked
package io.gatehouse.provider.kek.vault;

import org.jspecify.annotations.NullMarked;
