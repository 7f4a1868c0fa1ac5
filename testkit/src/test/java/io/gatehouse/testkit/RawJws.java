package io.gatehouse.testkit;

import java.security.KeyPair;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** A flattened JWS in the making; each part can be spoiled on its way. */
final class RawJws {
    private final KeyPair key;
    private final String algorithm;
    private final Map<String, Object> header = new LinkedHashMap<>();
    private final Map<String, Object> extra = new LinkedHashMap<>();
    private @Nullable String url;
    private String payload = "";

    RawJws(KeyPair key, String algorithm) {
        this.key = key;
        this.algorithm = algorithm;
        header.put("alg", algorithm);
    }

    RawJws header(String name, Object value) {
        header.put(name, value);
        if (name.equals("url") && url == null) {
            url = (String) value;
        }
        return this;
    }

    Object header(String name) {
        return header.getOrDefault(name, "");
    }

    RawJws without(String name) {
        header.remove(name);
        return this;
    }

    RawJws payload(String text) {
        payload = text;
        return this;
    }

    /** Adds or overwrites a member of the serialized JWS. */
    RawJws member(String name, Object value) {
        extra.put(name, value);
        return this;
    }

    /** Where it goes: the first url header, even if it was changed since. */
    String url() {
        if (url == null) {
            throw new IllegalStateException("no url");
        }
        return url;
    }

    String serialize() {
        String signedHeader = RawAcmeClient.base64Url(JsonUtil.toJson(header));
        String signedPayload = RawAcmeClient.base64Url(payload);
        Map<String, Object> jws = new LinkedHashMap<>();
        jws.put("protected", signedHeader);
        jws.put("payload", signedPayload);
        jws.put("signature", signature(signedHeader, signedPayload));
        jws.putAll(extra);
        return JsonUtil.toJson(jws);
    }

    /** Signed with the key's own algorithm, whatever the header claims. */
    private String signature(String signedHeader, String signedPayload) {
        try {
            JsonWebSignature signer = new JsonWebSignature() {
                @Override
                protected String getEncodedHeader() {
                    return signedHeader;
                }
            };
            signer.setAlgorithmHeaderValue(algorithm);
            signer.setEncodedPayload(signedPayload);
            signer.setKey(key.getPrivate());
            signer.sign();
            return signer.getEncodedSignature();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
