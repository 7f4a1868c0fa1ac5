package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.DataKeyPolicy.ScopeField;
import io.gatehouse.crypto.DataKeys.RewrapReport;
import io.gatehouse.crypto.FaultyKey.Fault;
import io.gatehouse.crypto.StoredDataKey.State;
import io.gatehouse.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ciphers whose data keys are kept in a store. */
class StoredDataKeysTest {
    private static final Secret SECRET = Secret.ofText("correct horse battery staple");
    private static final Place PLACE = Place.of("access_key", "secret", 1);

    private final MovableClock clock = MovableClock.at(Instant.parse("2026-01-01T00:00:00Z"));
    private final DataKeyPolicy policy = DataKeyPolicy.builder().clock(clock).build();
    private final DataKeyStore store = DataKeyStore.inMemory();
    private final FaultyKey kek = new FaultyKey(TestKeys.KEK);
    private final FaultyKey other = new FaultyKey(TestKeys.OTHER_KEK);

    private EnvelopeCipher cipher() {
        return EnvelopeCipher.builder(kek).dataKeys(store, policy).build();
    }

    private static Place row(int row) {
        return Place.of("access_key", "secret", row);
    }

    private List<StoredDataKey> stored() {
        return store.list(null, 1000);
    }

    @Test
    void anEnvelopeIsEightyFourBytesLongerThanItsSecret() {
        Envelope envelope = cipher().encrypt(SECRET).boundTo(PLACE);
        assertThat(envelope.toBytes()).hasSize(SECRET.byteLength() + 84);
        assertThat(envelope.keyEncryptionKeys()).isEmpty();
        assertThat(store.find(envelope.dataKeyId())).isPresent();
        assertThat(cipher().decrypt(envelope.toText()).boundTo(PLACE)).isEqualTo(SECRET);
        assertThatThrownBy(() -> cipher().decrypt(envelope).boundTo(row(2))).isInstanceOf(DecryptionException.class);
    }

    @Test
    void theKekIsCalledOnceForAll() {
        EnvelopeCipher cipher = cipher();
        for (int i = 0; i < 1000; i++) {
            Envelope envelope = cipher.encrypt(SECRET).boundTo(row(i));
            assertThat(cipher.decrypt(envelope).boundTo(row(i))).isEqualTo(SECRET);
        }
        assertThat(kek.wraps).hasValue(1);
        assertThat(kek.unwraps).as("what made a key has it at hand").hasValue(0);
        assertThat(stored()).hasSize(1);
    }

    @Test
    void aSecondProcessUsesTheSameDataKey() {
        Envelope one = cipher().encrypt(SECRET).boundTo(PLACE);
        Envelope two = cipher().encrypt(SECRET).boundTo(PLACE);
        assertThat(two.dataKeyId()).isEqualTo(one.dataKeyId());
        assertThat(kek.wraps).hasValue(1);
    }

    @Test
    void eachTenantHasADataKeyOfItsOwn() {
        EnvelopeCipher cipher = cipher();
        Set<DataKeyId> ids = IntStream.range(0, 6)
                .mapToObj(i -> cipher.encrypt(SECRET).boundTo(row(i).withTenant("tenant " + i % 3)))
                .map(Envelope::dataKeyId)
                .collect(Collectors.toSet());
        assertThat(ids).hasSize(3);
    }

    @Test
    void aNewKeyIsMadeWhenTheMessagesAreUsedUp() {
        DataKeyPolicy small = DataKeyPolicy.builder()
                .clock(clock)
                .maxMessages(10)
                .maxBytes(1 << 20)
                .build();
        EnvelopeCipher one = EnvelopeCipher.builder(kek).dataKeys(store, small).build();
        EnvelopeCipher two = EnvelopeCipher.builder(kek).dataKeys(store, small).build();
        List<Envelope> envelopes = IntStream.range(0, 40)
                .mapToObj(i -> (i % 2 == 0 ? one : two).encrypt(SECRET).boundTo(row(i)))
                .toList();
        envelopes.stream()
                .collect(Collectors.groupingBy(Envelope::dataKeyId, Collectors.counting()))
                .forEach((id, count) -> assertThat(count).as("under %s", id).isLessThanOrEqualTo(10));
        for (int i = 0; i < 40; i++) {
            assertThat(two.decrypt(envelopes.get(i)).boundTo(row(i))).isEqualTo(SECRET);
        }
    }

    @Test
    void aSecretLargerThanAShareIsCountedToo() {
        DataKeyPolicy small = DataKeyPolicy.builder()
                .clock(clock)
                .maxMessages(10)
                .maxBytes(1000)
                .build();
        EnvelopeCipher cipher =
                EnvelopeCipher.builder(kek).dataKeys(store, small).build();
        Secret half = Secret.ofBytes(new byte[500]);
        Set<DataKeyId> ids = IntStream.range(0, 3)
                .mapToObj(i -> cipher.encrypt(half).boundTo(row(i)).dataKeyId())
                .collect(Collectors.toSet());
        assertThat(ids).as("two of 6 uses each do not fit into 10").hasSize(3);
        assertThatThrownBy(() -> cipher.encrypt(Secret.ofBytes(new byte[1000])).boundTo(PLACE))
                .isInstanceOf(EncryptionException.class)
                .hasMessageContaining("maxBytes");
    }

    @Test
    void anOldKeyEncryptsNoMoreAndDecryptsStill() {
        EnvelopeCipher cipher = cipher();
        Envelope old = cipher.encrypt(SECRET).boundTo(PLACE);
        clock.advance(policy.maxAge());
        Envelope young = cipher.encrypt(SECRET).boundTo(PLACE);
        assertThat(young.dataKeyId()).isNotEqualTo(old.dataKeyId());
        assertThat(cipher.decrypt(old).boundTo(PLACE)).isEqualTo(SECRET);
    }

    @Test
    void aRotationCallsTheKeysOnceForEachDataKeyAndWritesNoEnvelope() {
        EnvelopeCipher before = cipher();
        List<Envelope> envelopes = IntStream.range(0, 100)
                .mapToObj(i -> before.encrypt(SECRET).boundTo(row(i).withTenant("t" + i % 10)))
                .toList();
        EnvelopeCipher after = EnvelopeCipher.builder(other)
                .alsoDecryptsWith(kek)
                .dataKeys(store, policy)
                .build();
        kek.wraps.set(0);
        assertThat(after.dataKeys().retirable(kek.id())).isFalse();
        assertThat(after.dataKeys().wrappedBy(kek.id())).hasSize(10);

        assertThat(after.dataKeys().rewrap()).isEqualTo(new RewrapReport(10, 0, List.of()));

        assertThat(kek.unwraps).hasValue(10);
        assertThat(other.wraps).hasValue(10);
        assertThat(kek.wraps.get() + other.unwraps.get()).isZero();
        assertThat(after.dataKeys().retirable(kek.id())).isTrue();
        EnvelopeCipher withoutOld =
                EnvelopeCipher.builder(other).dataKeys(store, policy).build();
        for (int i = 0; i < 100; i++) {
            Envelope stored = envelopes.get(i);
            assertThat(withoutOld.isCurrent(stored)).isTrue();
            assertThat(withoutOld.rewrap(stored)).isSameAs(stored);
            assertThat(withoutOld.decrypt(stored).boundTo(row(i).withTenant("t" + i % 10)))
                    .isEqualTo(SECRET);
        }
        assertThat(after.dataKeys().rewrap()).isEqualTo(new RewrapReport(0, 10, List.of()));
    }

    @Test
    void aNewPrimaryGetsANewDataKey() {
        Envelope old = cipher().encrypt(SECRET).boundTo(PLACE);
        EnvelopeCipher after = EnvelopeCipher.builder(other)
                .alsoDecryptsWith(kek)
                .dataKeys(store, policy)
                .build();
        assertThat(after.encrypt(SECRET).boundTo(PLACE).dataKeyId()).isNotEqualTo(old.dataKeyId());
    }

    @Test
    void aNewVersionOfTheKekShowsWhenTheCacheTimeIsOver() {
        EnvelopeCipher cipher = cipher();
        Envelope old = cipher.encrypt(SECRET).boundTo(PLACE);
        kek.version = 2;
        clock.advance(policy.cacheTime());
        assertThat(cipher.encrypt(SECRET).boundTo(PLACE).dataKeyId()).isNotEqualTo(old.dataKeyId());
        assertThat(cipher.dataKeys().rewrap()).isEqualTo(new RewrapReport(1, 1, List.of()));
        assertThat(stored())
                .allSatisfy(key -> assertThat(key.wrapped().get(0).kekVersion()).isEqualTo(2));
        assertThat(cipher().decrypt(old).boundTo(PLACE)).isEqualTo(SECRET);
    }

    @Test
    void aNewVersionSeenForOneScopeIsUsedByAllAtOnce() {
        EnvelopeCipher cipher = cipher();
        Place acme = PLACE.withTenant("acme");
        Place late = PLACE.withTenant("late");
        DataKeyId old = cipher.encrypt(SECRET).boundTo(acme).dataKeyId();
        clock.advance(policy.cacheTime().dividedBy(2));
        DataKeyId lateOld = cipher.encrypt(SECRET).boundTo(late).dataKeyId();
        kek.version = 2;
        assertThat(cipher.encrypt(SECRET).boundTo(late).dataKeyId())
                .as("no call on the warm path")
                .isEqualTo(lateOld);
        clock.advance(policy.cacheTime().dividedBy(2));
        assertThat(cipher.encrypt(SECRET).boundTo(acme).dataKeyId()).isNotEqualTo(old);

        DataKeyId lateNew = cipher.encrypt(SECRET).boundTo(late).dataKeyId();

        assertThat(lateNew).as("in the middle of its cache time").isNotEqualTo(lateOld);
        assertThat(cipher.encrypt(SECRET).boundTo(late).dataKeyId()).isEqualTo(lateNew);
    }

    @Test
    void aRewrapThatCannotAskForTheVersionCallsNothingCurrent() {
        EnvelopeCipher cipher = cipher();
        DataKeyId id = cipher.encrypt(SECRET).boundTo(PLACE).dataKeyId();
        kek.fault = Fault.DOWN;
        assertThat(cipher.dataKeys().rewrap()).isEqualTo(new RewrapReport(0, 0, List.of(id)));
    }

    @Test
    void aDestroyedScopeIsUnreadableAndNoOther() {
        EnvelopeCipher cipher = cipher();
        Place acme = PLACE.withTenant("acme");
        Place umbrella = PLACE.withTenant("umbrella");
        Envelope theirs = cipher.encrypt(SECRET).boundTo(acme);
        Envelope others = cipher.encrypt(SECRET).boundTo(umbrella);
        assertThat(cipher.dataKeys().destroyAll(DataKeyScope.ofTenant("acme"))).containsExactly(theirs.dataKeyId());
        try (CapturedLog log = new CapturedLog()) {
            assertThatThrownBy(() -> cipher.decrypt(theirs).boundTo(acme)).isInstanceOf(DecryptionException.class);
            assertThat(String.join("\n", log.lines()))
                    .contains(theirs.dataKeyId().toString())
                    .contains("was destroyed");
        }
        assertThat(cipher.decrypt(others).boundTo(umbrella)).isEqualTo(SECRET);
        assertThat(store.find(theirs.dataKeyId()).orElseThrow().state()).isEqualTo(State.DESTROYED);
        assertThat(cipher.dataKeys().destroy(theirs.dataKeyId())).isFalse();
        assertThat(cipher.encrypt(SECRET).boundTo(acme).dataKeyId()).isNotEqualTo(theirs.dataKeyId());
    }

    @Test
    void anotherProcessFollowsADestructionWhenItsCacheTimeIsOver() {
        EnvelopeCipher mine = cipher();
        EnvelopeCipher theirs = cipher();
        Envelope envelope = mine.encrypt(SECRET).boundTo(PLACE);
        assertThat(theirs.decrypt(envelope).boundTo(PLACE)).isEqualTo(SECRET);
        mine.dataKeys().destroy(envelope.dataKeyId());
        clock.advance(policy.cacheTime());
        assertThatThrownBy(() -> theirs.decrypt(envelope).boundTo(PLACE)).isInstanceOf(DecryptionException.class);
        assertThat(theirs.encrypt(SECRET).boundTo(PLACE).dataKeyId()).isNotEqualTo(envelope.dataKeyId());
    }

    @Test
    void aStoppedKeyDecryptsOnly() {
        EnvelopeCipher cipher = cipher();
        Envelope envelope = cipher.encrypt(SECRET).boundTo(PLACE);
        assertThat(cipher.dataKeys().stopEncrypting(envelope.dataKeyId())).isTrue();
        assertThat(cipher.encrypt(SECRET).boundTo(PLACE).dataKeyId()).isNotEqualTo(envelope.dataKeyId());
        assertThat(cipher.decrypt(envelope).boundTo(PLACE)).isEqualTo(SECRET);
        assertThat(cipher.dataKeys().stopEncrypting(new DataKeyId(1))).isFalse();
    }

    @Test
    void aKeyMovedToAnotherScopeInTheStoreDoesNotOpen() {
        EnvelopeCipher cipher =
                EnvelopeCipher.builder(TestKeys.KEK).dataKeys(store, policy).build();
        Place acme = PLACE.withTenant("acme");
        Envelope envelope = cipher.encrypt(SECRET).boundTo(acme);
        DataKeyStore altered = DataKeyStore.inMemory();
        StoredDataKey key = store.find(envelope.dataKeyId()).orElseThrow();
        altered.add(new StoredDataKey(
                key.id(),
                key.suite(),
                DataKeyScope.ofTenant("mallory"),
                key.wrapped(),
                key.state(),
                key.created(),
                key.expires(),
                key.uses(),
                0));
        EnvelopeCipher reader =
                EnvelopeCipher.builder(TestKeys.KEK).dataKeys(altered, policy).build();
        assertThatThrownBy(() -> reader.decrypt(envelope).boundTo(acme)).isInstanceOf(DecryptionException.class);
        Envelope new_ = reader.encrypt(SECRET).boundTo(PLACE.withTenant("mallory"));
        assertThat(new_.dataKeyId()).as("and nothing is encrypted under it").isNotEqualTo(key.id());
    }

    @Test
    void anEmptyStoreSaysSoToTheOperatorAlone() {
        Envelope envelope = cipher().encrypt(SECRET).boundTo(PLACE);
        EnvelopeCipher lost = EnvelopeCipher.builder(kek)
                .dataKeys(DataKeyStore.inMemory(), policy)
                .build();
        try (CapturedLog log = new CapturedLog()) {
            assertThatThrownBy(() -> lost.decrypt(envelope).boundTo(PLACE))
                    .isInstanceOf(DecryptionException.class)
                    .hasMessageNotContaining("store");
            assertThat(String.join("\n", log.lines())).contains("is not in the store");
        }
    }

    @Test
    void twoKeysEachOpenAndOneMayBeDown() {
        EnvelopeCipher cipher = EnvelopeCipher.builder(kek)
                .alsoEncryptsTo(other)
                .dataKeys(store, policy)
                .build();
        Envelope both = cipher.encrypt(SECRET).boundTo(PLACE.withTenant("a"));
        kek.fault = Fault.DOWN;
        Envelope one = cipher.encrypt(SECRET).boundTo(PLACE.withTenant("b"));
        EnvelopeCipher fresh = EnvelopeCipher.builder(kek)
                .alsoEncryptsTo(other)
                .dataKeys(store, policy)
                .build();
        assertThat(fresh.decrypt(both).boundTo(PLACE.withTenant("a"))).isEqualTo(SECRET);
        assertThat(fresh.decrypt(one).boundTo(PLACE.withTenant("b"))).isEqualTo(SECRET);
        assertThat(store.find(one.dataKeyId()).orElseThrow().wrapped()).hasSize(1);

        kek.fault = Fault.NONE;
        assertThat(cipher.dataKeys().rewrap()).isEqualTo(new RewrapReport(1, 1, List.of()));
        other.fault = Fault.DOWN;
        EnvelopeCipher later =
                EnvelopeCipher.builder(kek).dataKeys(store, policy).build();
        assertThat(later.decrypt(one).boundTo(PLACE.withTenant("b"))).isEqualTo(SECRET);
    }

    @Test
    void aRewrapLeavesWhatItCannotUnwrapAndSaysWhich() {
        Envelope envelope = cipher().encrypt(SECRET).boundTo(PLACE);
        EnvelopeCipher after = EnvelopeCipher.builder(other)
                .alsoDecryptsWith(kek)
                .dataKeys(store, policy)
                .build();
        kek.fault = Fault.DOWN;
        List<StoredDataKey> before = stored();
        assertThat(after.dataKeys().rewrap()).isEqualTo(new RewrapReport(0, 0, List.of(envelope.dataKeyId())));
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void aRecordCanHaveADataKeyOfItsOwn() {
        DataKeyPolicy perRow = DataKeyPolicy.builder()
                .clock(clock)
                .scope(ScopeField.TABLE, ScopeField.ROW)
                .build();
        EnvelopeCipher cipher =
                EnvelopeCipher.builder(kek).dataKeys(store, perRow).build();
        Envelope seven = cipher.encrypt(SECRET).boundTo(row(7));
        Envelope eight = cipher.encrypt(SECRET).boundTo(row(8));
        cipher.dataKeys().destroyAll(new DataKeyScope(null, "access_key", null, "7"));
        assertThatThrownBy(() -> cipher.decrypt(seven).boundTo(row(7))).isInstanceOf(DecryptionException.class);
        assertThat(cipher.decrypt(eight).boundTo(row(8))).isEqualTo(SECRET);
    }

    @Test
    void whatCarriesItsDataKeyIsStillDecrypted() {
        Envelope carried = EnvelopeCipher.builder(kek).build().encrypt(SECRET).boundTo(PLACE);
        assertThat(cipher().decrypt(carried).boundTo(PLACE)).isEqualTo(SECRET);
        assertThatThrownBy(() -> EnvelopeCipher.builder(kek).build().dataKeys())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theUnboundHaveADataKeyToo() {
        EnvelopeCipher cipher = cipher();
        Envelope envelope = cipher.encrypt(SECRET).insecureUnbound();
        assertThat(cipher.decrypt(envelope).insecureUnbound()).isEqualTo(SECRET);
    }

    @Test
    void aCacheThatIsTooSmallStillWorks() {
        DataKeyPolicy tiny = DataKeyPolicy.builder().clock(clock).cacheSize(1).build();
        EnvelopeCipher cipher =
                EnvelopeCipher.builder(kek).dataKeys(store, tiny).build();
        for (int i = 0; i < 20; i++) {
            Place place = PLACE.withTenant("t" + i % 4);
            clock.advance(Duration.ofMillis(1));
            assertThat(cipher.decrypt(cipher.encrypt(SECRET).boundTo(place)).boundTo(place))
                    .isEqualTo(SECRET);
        }
        assertThat(stored()).hasSize(4);
    }
}
