package io.gatehouse.acme;

import io.gatehouse.acme.contract.CertificateStoreContract;
import io.gatehouse.acme.contract.StoreOpener;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The contract, held by the store in a folder. */
@DisabledOnOs(OS.WINDOWS)
class DirectoryStoreContractTest extends CertificateStoreContract {
    @TempDir
    Path folder;

    @Override
    protected Class<? extends StoreOpener> opener() {
        return OpensAFolder.class;
    }

    @Override
    protected String emptyLocation() {
        return folder.resolve("certificates").toString();
    }

    /** For this JVM and the second one. */
    public static final class OpensAFolder implements StoreOpener {
        @Override
        public CertificateStore open(String location) {
            return CertificateStore.directory(Path.of(location));
        }
    }
}
