package io.gatehouse.core.pki;

import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.PrivateKeyException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/** The one key of a PKCS#12 file (RFC 7292) and its certificates, leaf first. */
record Pkcs12(PrivateKey key, List<X509Certificate> chain) {

    static Pkcs12 read(byte[] der, @Nullable Secret password) {
        char[] chars = password == null ? new char[0] : password.exposeChars();
        try {
            KeyStore store = load(der, chars, password == null);
            List<String> keys = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    keys.add(alias);
                }
            }
            if (keys.size() != 1) {
                throw keys.isEmpty()
                        ? KeyReader.notAKey("a PKCS#12 file without a private key")
                        : new PrivateKeyException(
                                Reason.UNSUPPORTED,
                                "There are " + keys.size()
                                        + " private keys in the PKCS#12 file. Give a file with one.");
            }
            return entry(store, keys.get(0), chars);
        } catch (GeneralSecurityException e) {
            throw JdkKeys.malformed(e);
        } finally {
            Arrays.fill(chars, '\0');
        }
    }

    private static KeyStore load(byte[] der, char[] password, boolean guessed) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(new ByteArrayInputStream(der), password);
            return store;
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw guessed ? EncryptedKeys.missingPassphrase() : EncryptedKeys.wrongPassphrase(e);
            }
            throw JdkKeys.malformed(e);
        }
    }

    private static Pkcs12 entry(KeyStore store, String alias, char[] password) throws GeneralSecurityException {
        if (!(store.getKey(alias, password) instanceof PrivateKey stored)) {
            throw KeyReader.notAKey("a PKCS#12 file with a secret key");
        }
        List<X509Certificate> chain = new ArrayList<>();
        Certificate[] certificates = store.getCertificateChain(alias);
        for (Certificate certificate : certificates == null ? new Certificate[0] : certificates) {
            chain.add((X509Certificate) certificate);
        }
        return new Pkcs12(
                JdkKeys.privateKey(PrivateKeyInfo.getInstance(PrivateKeys.toPkcs8(stored))), List.copyOf(chain));
    }
}
