package io.gatehouse.postgres;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** The digest of a server's certificate to which SCRAM binds (RFC 5929, section 4.1). */
final class ServerEndPoint {
    private ServerEndPoint() {}

    static Optional<String> of(X509Certificate certificate) {
        try {
            String digest = digest(certificate);
            return digest.isEmpty()
                    ? Optional.empty()
                    : Optional.of(HexFormat.of()
                            .formatHex(MessageDigest.getInstance(digest).digest(certificate.getEncoded())));
        } catch (GeneralSecurityException | IOException e) {
            return Optional.empty();
        }
    }

    /** The digest of the certificate's signature, but SHA-256 in place of MD5 and SHA-1. */
    private static String digest(X509Certificate certificate) throws GeneralSecurityException, IOException {
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (signature.equals("RSASSA-PSS")) {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(certificate.getSigAlgParams());
            return modern(parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm());
        }
        int with = signature.indexOf("WITH");
        return with < 0 ? "" : modern(signature.substring(0, with));
    }

    private static String modern(String digest) {
        return switch (digest.replace("-", "")) {
            case "MD5", "SHA1", "SHA256" -> "SHA-256";
            case "SHA224" -> "SHA-224";
            case "SHA384" -> "SHA-384";
            case "SHA512" -> "SHA-512";
            default -> digest;
        };
    }
}
