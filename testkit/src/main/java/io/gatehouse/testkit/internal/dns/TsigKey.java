package io.gatehouse.testkit.internal.dns;

import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/** The one key of a server: checks requests and signs answers (RFC 8945). Safe for use by many threads. */
final class TsigKey {
    private final TSIG key;

    TsigKey(Name name, byte[] secret) {
        this.key = new TSIG(TSIG.HMAC_SHA256, name, secret);
    }

    /**
     * Checks the signature of a request and prepares its answer: signed if the request was, refused with NOTAUTH if the
     * signature is wrong (section 5.2).
     *
     * @return whether the request carries no signature or a good one
     */
    boolean check(Message request, byte[] wire, Message answer) {
        TSIGRecord signature = request.getTSIG();
        if (signature == null) {
            return true;
        }
        int error = key.verify(request, wire, null);
        if (error == Rcode.BADKEY) {
            answer.setTSIG(stranger(signature), error, signature);
        } else {
            // For BADSIG this carries no signature either: who cannot prove to have the key gets none (section 5.3.2).
            answer.setTSIG(key, error, signature);
        }
        if (error != Rcode.NOERROR) {
            answer.getHeader().setRcode(Rcode.NOTAUTH);
        }
        return error == Rcode.NOERROR;
    }

    /** Stands for a key that is not ours, to put its name on the refusal; with BADKEY nothing is signed by it. */
    private static TSIG stranger(TSIGRecord request) {
        byte[] unused = {0};
        try {
            return new TSIG(request.getAlgorithm(), request.getName(), unused);
        } catch (IllegalArgumentException unknownAlgorithm) {
            return new TSIG(TSIG.HMAC_SHA256, request.getName(), unused);
        }
    }
}
