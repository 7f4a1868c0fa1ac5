/** Key-encryption keys in AWS KMS, through the official SDK. */
@NullMarked
package io.gatehouse.provider.kek.aws;

import org.jspecify.annotations.NullMarked;
