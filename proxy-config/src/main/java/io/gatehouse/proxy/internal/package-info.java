/** What the dialects share: the directive tree, its tokens and the printer they are handed to. Not exported. */
@NullMarked
package io.gatehouse.proxy.internal;

import org.jspecify.annotations.NullMarked;
