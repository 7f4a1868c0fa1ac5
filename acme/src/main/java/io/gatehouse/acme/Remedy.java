package io.gatehouse.acme;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a person can do about each kind of problem that RFC 8555, section 6.7, and its successors register. */
final class Remedy {
    private Remedy() {}

    static String of(AcmeProblem problem, @Nullable Duration retryAfter) {
        String remedy = of(problem.kind());
        return retryAfter == null ? remedy : remedy + " The CA asks to wait " + retryAfter.toSeconds() + " s.";
    }

    private static String of(String kind) {
        return switch (kind) {
            case "accountDoesNotExist" ->
                "The account key is unknown there: check that the key file and the directory belong together.";
            case "alreadyRevoked" -> "Nothing is left to do.";
            case "badCSR", "badPublicKey" -> "Choose another keyType() for the certificate.";
            case "badNonce" -> "The CA refused every nonce it gave; try again, and tell the CA if it lasts.";
            case "badSignatureAlgorithm" -> "Use an account key of EC_P256 or RSA_2048, which every CA takes.";
            case "caa" -> "Let the CA issue for the name: its CAA records (RFC 8659) forbid it.";
            case "connection", "tls" ->
                "See that the name's addresses lead here and that port 80 (http-01) is open from the Internet.";
            case "dns" -> "See that the name resolves from the Internet and that all its name servers answer.";
            case "externalAccountRequired" ->
                "This CA opens accounts to its customers only: take the key ID and HMAC key from your account on its web"
                        + " site and give them to externalAccount() on the builder of AcmeIssuer.";
            case "incorrectResponse" ->
                "Something else answered the challenge: look for an old TXT value, a proxy, or another server.";
            case "invalidContact", "unsupportedContact" -> "Mend or leave out contact().";
            case "rateLimited" -> "Wait before ordering again, and use a staging directory while trying things out.";
            case "rejectedIdentifier", "unsupportedIdentifier" ->
                "This CA issues no certificate for that name; take it out of the request or choose another CA.";
            case "serverInternal" -> "Try again later; the CA is at fault.";
            case "unauthorized" ->
                "See that the challenge's answer is what the CA sees: the right web root or zone, and no stale record.";
            case "userActionRequired" -> "Visit the page the CA names, then try again.";
            default -> "Mend what the CA names, then try again.";
        };
    }
}
