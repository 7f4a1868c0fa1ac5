/** Values and errors that every room of Gatehouse shares. */
@NullMarked
package io.gatehouse.core;

import org.jspecify.annotations.NullMarked;
