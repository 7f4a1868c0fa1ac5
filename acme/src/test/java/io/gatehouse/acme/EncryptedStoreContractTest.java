package io.gatehouse.acme;

import io.gatehouse.acme.contract.CertificateStoreContract;
import io.gatehouse.acme.contract.StoreOpener;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The contract, held by the store in a folder whose keys are encrypted. */
@DisabledOnOs(OS.WINDOWS)
class EncryptedStoreContractTest extends CertificateStoreContract {
    @TempDir
    Path folder;

    @Override
    protected Class<? extends StoreOpener> opener() {
        return OpensAnEncryptedFolder.class;
    }

    @Override
    protected String emptyLocation() {
        return folder.resolve("certificates").toString();
    }

    /** For this JVM and the second one, which must decrypt what the other encrypted: no secret is in it. */
    public static final class OpensAnEncryptedFolder implements StoreOpener {
        @Override
        public CertificateStore open(String location) {
            KeyCipher mirrored = KeyCipher.of(OpensAnEncryptedFolder::mirror, OpensAnEncryptedFolder::mirror);
            return CertificateStore.directory(Path.of(location), mirrored);
        }

        private static byte[] mirror(byte[] bytes) {
            byte[] mirrored = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                mirrored[i] = (byte) ~bytes[i];
            }
            return mirrored;
        }
    }
}
