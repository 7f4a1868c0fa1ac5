package io.gatehouse.acme.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.CertificateStoreException;
import io.gatehouse.acme.CertificateVersion;
import io.gatehouse.acme.StateKind;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link CertificateStore} must do. Extend it, say where an empty store is and how it is opened, and run it as
 * a JUnit 5 test class.
 *
 * <p>Opening a store anew stands for the same process after a restart: what one object wrote, the next one has. One test
 * starts a second JVM that commits without end, kills it in the middle, and looks at what is left.
 */
public abstract class CertificateStoreContract extends StatesAndLocksContract {
    private static final int KILLS = 3;
    private static final List<KeyType> KEY_TYPES =
            List.of(KeyType.RSA_2048, KeyType.EC_P256, KeyType.EC_P384, KeyType.ED25519);
    private static final CertificateAuthority AUTHORITY =
            CertificateAuthority.create("Contract root").intermediate("Contract intermediate");
    private static final CertificateBundle FIRST = issue();
    private static final CertificateBundle SECOND = issue();

    /** For JUnit and for subclasses. */
    protected CertificateStoreContract() {}

    @Test
    public void anEmptyStoreHasNothingAndIsNoError() {
        assertEquals(List.of(), store().names());
        assertEquals(Optional.empty(), store().current("shop"));
        assertEquals(Optional.empty(), store().stagedKey("shop"));
        assertEquals(List.of(), store().versions("shop"));
        assertEquals(Optional.empty(), store().version("shop", 1));
        store().withdraw("shop");
        assertEquals(List.of(), reopened().names());
    }

    @Test
    public void whatIsCommittedIsCurrentWithItsKeyAndChain() {
        store().commit("shop", FIRST);
        for (CertificateStore each : List.of(store(), reopened())) {
            CertificateBundle current = each.current("shop").orElseThrow();
            assertEquals(FIRST.chain(), current.chain());
            assertEquals(publicKey(FIRST.privateKey()), publicKey(current.privateKey()));
        }
    }

    @Test
    public void theNextVersionTakesThePlaceOfTheLast() {
        store().commit("shop", FIRST);
        store().commit("shop", SECOND);
        assertCurrent(SECOND);
        // Going back is a version like any other.
        reopened().commit("shop", FIRST);
        assertCurrent(FIRST);
    }

    @Test
    public void committingAgainIsHarmless() {
        store().commit("shop", FIRST);
        store().commit("shop", FIRST);
        reopened().commit("shop", FIRST);
        assertCurrent(FIRST);
        assertEquals(List.of("shop"), store().names());
    }

    @Test
    public void namesAreApartAndInAlphabeticalOrder() {
        store().commit("shop", FIRST);
        store().commit("api", SECOND);
        store().stageKey("draft", newKey());
        store().commit("shop.example.test", SECOND);
        assertEquals(List.of("api", "shop", "shop.example.test"), store().names());
        assertEquals(List.of("api", "shop", "shop.example.test"), reopened().names());
        assertCurrent(FIRST);
        store().withdraw("api");
        assertEquals(List.of("shop", "shop.example.test"), reopened().names());
        assertCurrent(FIRST);
    }

    @Test
    public void everyKindOfKeyComesBack() {
        for (KeyType type : KEY_TYPES) {
            PrivateKey key = PrivateKeys.generate(type).getPrivate();
            store().stageKey("shop", key);
            assertStaged(key);
            store().commit("shop", bundleOf(key));
            assertEquals(
                    publicKey(key),
                    publicKey(reopened().current("shop").orElseThrow().privateKey()));
        }
    }

    @Test
    public void aStagedKeyIsKeptAndChangesNothingElse() {
        PrivateKey key = newKey();
        store().commit("shop", FIRST);
        store().stageKey("shop", key);
        assertStaged(key);
        assertCurrent(FIRST);
        assertEquals(List.of("shop"), reopened().names());
    }

    @Test
    public void theKeyStagedLastCounts() {
        store().stageKey("shop", newKey());
        PrivateKey last = newKey();
        store().stageKey("shop", last);
        assertStaged(last);
        store().stageKey("api", newKey());
        assertStaged(last);
    }

    @Test
    public void stagingAKeyAgainIsHarmless() {
        PrivateKey key = newKey();
        store().stageKey("shop", key);
        store().stageKey("shop", key);
        assertStaged(key);
        store().commit("shop", bundleOf(key));
        assertEquals(Optional.empty(), reopened().stagedKey("shop"));
    }

    @Test
    public void aStagedKeyIsSpentByItsCertificate() {
        PrivateKey key = newKey();
        store().stageKey("shop", key);
        CertificateBundle issued = bundleOf(key);
        // The process ended between the order and the certificate.
        reopened().commit("shop", issued);
        assertCurrent(issued);
        assertEquals(Optional.empty(), store().stagedKey("shop"));
        assertEquals(Optional.empty(), reopened().stagedKey("shop"));
    }

    @Test
    public void withdrawnIsNotCurrentUntilTheNextCommit() {
        store().commit("shop", FIRST);
        store().withdraw("shop");
        store().withdraw("shop");
        for (CertificateStore each : List.of(store(), reopened())) {
            assertEquals(Optional.empty(), each.current("shop"));
            assertEquals(List.of(), each.names());
        }
        store().commit("shop", SECOND);
        assertCurrent(SECOND);
        store().withdraw("shop");
        store().commit("shop", SECOND);
        assertCurrent(SECOND);
    }

    @Test
    public void withdrawingLeavesAKeyStaged() {
        PrivateKey key = newKey();
        store().commit("shop", FIRST);
        store().stageKey("shop", key);
        store().withdraw("shop");
        assertStaged(key);
    }

    @Test
    public void aKeyStaysStagedUntilItsOwnCertificateIsCurrent() {
        PrivateKey key = newKey();
        store().stageKey("shop", key);
        store().commit("shop", FIRST);
        assertStaged(key);
        store().commit("shop", bundleOf(key));
        assertEquals(Optional.empty(), store().stagedKey("shop"));
        // Nor does it come back when its certificate is no longer current.
        store().rollBack("shop", numbers().get(0));
        assertEquals(Optional.empty(), reopened().stagedKey("shop"));
        store().withdraw("shop");
        assertEquals(Optional.empty(), reopened().stagedKey("shop"));
    }

    @Test
    public void aCertificateOfASigningRequestHasNoKey() {
        store().commit("shop", FIRST);
        store().commit("shop", SECOND.withoutPrivateKey());
        for (CertificateStore each : List.of(store(), reopened())) {
            CertificateBundle current = each.current("shop").orElseThrow();
            assertEquals(SECOND.chain(), current.chain());
            assertFalse(current.hasPrivateKey());
        }
    }

    @Test
    public void theLeafOfWhatCanBeServedIsTheCurrentOneAndHasAKey() {
        assertEquals(Optional.empty(), store().servableLeaf("shop"));
        store().commit("shop", FIRST);
        assertServableLeaf(Optional.of(FIRST.leaf()));
        store().commit("shop", SECOND);
        assertServableLeaf(Optional.of(SECOND.leaf()));
        store().commit("shop", FIRST.withoutPrivateKey());
        assertServableLeaf(Optional.empty());
        store().commit("shop", SECOND);
        store().withdraw("shop");
        assertServableLeaf(Optional.empty());
    }

    private void assertServableLeaf(Optional<X509Certificate> expected) {
        for (CertificateStore each : List.of(store(), reopened())) {
            assertEquals(expected, each.servableLeaf("shop"));
        }
    }

    @Test
    public void everyVersionIsListedAndKept() {
        store().commit("shop", FIRST);
        store().commit("shop", SECOND);
        for (CertificateStore each : List.of(store(), reopened())) {
            List<CertificateVersion> versions = each.versions("shop");
            assertEquals(
                    List.of(FIRST.serialNumber(), SECOND.serialNumber()),
                    versions.stream().map(CertificateVersion::serial).toList());
            assertEquals(
                    List.of(false, true),
                    versions.stream().map(CertificateVersion::current).toList());
            assertTrue(versions.get(0).number() < versions.get(1).number());
            assertEquals(FIRST.notBefore(), versions.get(0).notBefore());
            assertEquals(SECOND.notAfter(), versions.get(1).notAfter());
            CertificateBundle old =
                    each.version("shop", versions.get(0).number()).orElseThrow();
            assertEquals(FIRST.chain(), old.chain());
            assertEquals(publicKey(FIRST.privateKey()), publicKey(old.privateKey()));
        }
        store().withdraw("shop");
        assertEquals(2, reopened().versions("shop").size());
        assertTrue(reopened().versions("shop").stream().noneMatch(CertificateVersion::current));
    }

    @Test
    public void anEarlierVersionComesBackAndTheNextCommitGoesOn() {
        store().commit("shop", FIRST);
        store().commit("shop", SECOND);
        List<Integer> before = numbers();
        store().rollBack("shop", before.get(0));
        assertCurrent(FIRST);
        assertEquals(before, numbers());
        assertTrue(store().versions("shop").get(0).current());
        store().rollBack("shop", before.get(0));
        assertCurrent(FIRST);
        CertificateBundle third = issue();
        reopened().commit("shop", third);
        assertCurrent(third);
        assertEquals(3, numbers().size());
        store().withdraw("shop");
        store().rollBack("shop", before.get(1));
        assertCurrent(SECOND);
    }

    @Test
    public void aVersionThatIsNotThereIsRefusedByName() {
        store().commit("shop", FIRST);
        int next = numbers().get(0) + 1;
        CertificateStoreException refused =
                assertThrows(CertificateStoreException.class, () -> store().rollBack("shop", next));
        assertTrue(String.valueOf(refused.getMessage()).contains(numbers().toString()), refused.getMessage());
        assertThrows(CertificateStoreException.class, () -> store().rollBack("api", 1));
        assertEquals(Optional.empty(), store().version("shop", next));
        assertEquals(Optional.empty(), store().version("shop", -1));
        assertCurrent(FIRST);
        assertEquals(List.of("shop"), reopened().names());
    }

    @Test
    public void aNameThatIsEmptyOrTooLongIsRefused() {
        for (String name : List.of("", "x".repeat(201))) {
            assertThrows(CertificateStoreException.class, () -> store().commit(name, FIRST));
            assertThrows(CertificateStoreException.class, () -> store().putState(StateKind.ORDER, name, new byte[1]));
            assertThrows(CertificateStoreException.class, () -> store().lock(name, Duration.ZERO));
        }
        String longest = "x".repeat(200);
        store().commit(longest, FIRST);
        assertEquals(List.of(longest), reopened().names());
    }

    @Test
    public void aNameCannotLeadOutOfTheStore() {
        for (String name : List.of("../../escaped", "/escaped", "..", ".", ".hidden", "a/b", "ünï", "a%2fb", "a\\b")) {
            store().commit(name, FIRST);
            assertEquals(FIRST.chain(), reopened().current(name).orElseThrow().chain());
            assertEquals(List.of(name), reopened().names());
            store().withdraw(name);
        }
    }

    @Test
    public void manyThreadsCommitManyNames() throws Exception {
        List<String> names =
                IntStream.range(0, THREADS).mapToObj(i -> "shop-" + i).toList();
        inParallel(thread -> {
            for (int round = 0; round < ROUNDS; round++) {
                store().commit(names.get(thread), round % 2 == 0 ? FIRST : SECOND);
            }
        });
        assertEquals(names, reopened().names());
        for (String name : names) {
            assertEquals(SECOND.chain(), reopened().current(name).orElseThrow().chain());
        }
    }

    @Test
    public void manyThreadsCommitOneName() throws Exception {
        List<CertificateBundle> bundles =
                IntStream.range(0, THREADS).mapToObj(i -> issue()).toList();
        inParallel(thread -> {
            for (int round = 0; round < ROUNDS; round++) {
                store().commit("shop", bundles.get(thread));
            }
        });
        CertificateBundle current = store().current("shop").orElseThrow();
        assertTrue(bundles.stream().anyMatch(each -> each.chain().equals(current.chain())));
        assertCurrent(current);
    }

    @Test
    public void readersSeeWholeVersionsWhileVersionsChange() throws Exception {
        store().commit("shop", FIRST);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int round = 0; round < THREADS * ROUNDS; round++) {
                store().commit("shop", round % 2 == 0 ? SECOND : FIRST);
            }
        });
        Set<String> whole = Set.of(FIRST.fingerprint(), SECOND.fingerprint());
        // Opened anew, it shares no lock with the writer: what it reads stands between them on its own.
        CertificateStore reader = reopened();
        do {
            // A bundle whose key is not its certificate's cannot be made at all.
            assertTrue(whole.contains(reader.current("shop").orElseThrow().fingerprint()));
            assertEquals(List.of("shop"), reader.names());
        } while (!writer.isDone());
        writer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    public void aWriterKilledAnywhereLeavesAWholeVersion() throws Exception {
        for (int round = 0; round < KILLS; round++) {
            killAfter(3 + 5 * round);
            CertificateStore afterwards = reopened();
            CertificateBundle left = afterwards.current("shop").orElseThrow();
            assertTrue(left.hasPrivateKey());
            assertEquals(List.of("shop"), afterwards.names());
            PrivateKey key = newKey();
            afterwards.stageKey("shop", key);
            assertStaged(key);
            afterwards.commit("shop", bundleOf(key));
            assertEquals(Optional.empty(), reopened().stagedKey("shop"));
            afterwards.commit("shop", FIRST);
            assertCurrent(FIRST);
        }
    }

    private void killAfter(int commits) throws Exception {
        try (SecondJvm writer = secondJvm(CommitsUntilKilled.class)) {
            for (int i = 0; i < commits; i++) {
                writer.await(CommitsUntilKilled.LINE);
            }
        }
    }

    private List<Integer> numbers() {
        return reopened().versions("shop").stream()
                .map(CertificateVersion::number)
                .toList();
    }

    private void assertCurrent(CertificateBundle expected) {
        for (CertificateStore each : List.of(store(), reopened())) {
            assertEquals(expected.chain(), each.current("shop").orElseThrow().chain());
        }
    }

    private void assertStaged(PrivateKey expected) {
        for (CertificateStore each : List.of(store(), reopened())) {
            assertEquals(publicKey(expected), publicKey(each.stagedKey("shop").orElseThrow()));
        }
    }

    private static CertificateBundle issue() {
        return AUTHORITY.server("shop.example.test").issue();
    }

    private static CertificateBundle bundleOf(PrivateKey key) {
        CertificateBundle issued =
                AUTHORITY.server("shop.example.test").publicKey(publicKey(key)).issue();
        return CertificateBundle.of(issued.chain(), key);
    }

    private static PrivateKey newKey() {
        return PrivateKeys.generate(KeyType.EC_P256).getPrivate();
    }

    private static PublicKey publicKey(PrivateKey key) {
        return PrivateKeys.publicKeyOf(key);
    }
}
