@NullMarked
package io.gatehouse.provider.kek.pkcs11;

import org.jspecify.annotations.NullMarked;
