package io.gatehouse.testkit.internal.acme;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Anti-replay nonces: each good for one request (RFC 8555, section 6.5). The oldest are forgotten. */
final class Nonces {
    private static final int OUTSTANDING = 65_536;

    private final Set<String> outstanding = new LinkedHashSet<>();

    synchronized String issue() {
        String nonce = Base64Url.token();
        outstanding.add(nonce);
        if (outstanding.size() > OUTSTANDING) {
            Iterator<String> oldest = outstanding.iterator();
            oldest.next();
            oldest.remove();
        }
        return nonce;
    }

    synchronized void use(String nonce) {
        if (!outstanding.remove(nonce)) {
            throw ProblemType.BAD_NONCE.because(
                    "the nonce was not issued here or was used before; try again with this answer's Replay-Nonce");
        }
    }
}
