package io.gatehouse.benchmark;

import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** What customers order: each time another address of loopback, so that no CA can reuse what was proved before. */
final class Wishes {
    /** The identifier as JSON, and the signing request in base64url. */
    record Wish(String identifier, String csr) {}

    private static final KeyPair KEY = PrivateKeys.generate(KeyType.EC_P256);

    private int last;

    List<Wish> next(int count) {
        List<Wish> wishes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            last++;
            String address = "127." + (last >> 16) % 256 + "." + (last >> 8) % 256 + "." + last % 256;
            wishes.add(new Wish("{\"type\":\"ip\",\"value\":\"" + address + "\"}", PreparedEs256.encode(csr(address))));
        }
        return wishes;
    }

    private static byte[] csr(String address) {
        try {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, address)));
            return new JcaPKCS10CertificationRequestBuilder(new X500Name(""), KEY.getPublic())
                    .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(KEY.getPrivate()))
                    .getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
