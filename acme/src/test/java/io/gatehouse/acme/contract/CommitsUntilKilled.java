package io.gatehouse.acme.contract;

import io.gatehouse.acme.CertificateStore;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;

/** The program of the second JVM: stages and commits two versions in turn, until it is killed. */
final class CommitsUntilKilled {
    static final String LINE = "committed";

    private CommitsUntilKilled() {}

    /** Takes the class of a {@link StoreOpener}, and a location. */
    public static void main(String[] args) {
        CertificateAuthority authority = CertificateAuthority.create("Second JVM");
        CertificateBundle[] versions = {
            authority.server("shop.example.test").issue(),
            authority.server("shop.example.test").issue()
        };
        CertificateStore store = StoreOpener.open(args[0], args[1]);
        for (int round = 0; ; round = 1 - round) {
            store.stageKey("shop", versions[round].privateKey());
            store.commit("shop", versions[round]);
            System.out.println(LINE);
        }
    }
}
