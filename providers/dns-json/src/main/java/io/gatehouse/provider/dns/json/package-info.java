/**
 * What providers share that talk to a vendor over HTTP: requests with an end, credentials that never show, a vendor's pace, and
 * answers that are read strictly. A provider says where things lie and what they mean.
 */
@NullMarked
package io.gatehouse.provider.dns.json;

import org.jspecify.annotations.NullMarked;
