@NullMarked
package io.gatehouse.provider.kek.aws;

import org.jspecify.annotations.NullMarked;
