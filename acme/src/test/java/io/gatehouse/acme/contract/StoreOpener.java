package io.gatehouse.acme.contract;

import io.gatehouse.acme.CertificateStore;

/** How a store is opened, also by a second JVM: public, with a public constructor without parameters. */
public interface StoreOpener {
    /** Opens the store at a location that {@link CertificateStoreContract#emptyLocation()} gave. */
    CertificateStore open(String location);

    /** The store as the opener of that class opens it. */
    static CertificateStore open(String opener, String location) {
        try {
            return Class.forName(opener)
                    .asSubclass(StoreOpener.class)
                    .getConstructor()
                    .newInstance()
                    .open(location);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    opener + " must be public, with a public constructor without parameters", e);
        }
    }
}
