package io.gatehouse.crypto;

import java.util.HashMap;
import java.util.Map;

/**
 * Which key-encryption keys are named by what is stored: in the envelopes of a table, or in a store of data keys. Censuses
 * of several places add up.
 *
 * <p>Immutable.
 *
 * @param uses how often each key is named
 * @param unreadable how many envelopes are damaged, or of a version that this one does not read: what they need is not
 *     known
 */
public record KeyCensus(Map<KekId, Long> uses, long unreadable) {
    /** Copies the map. */
    public KeyCensus {
        uses = Map.copyOf(uses);
    }

    /**
     * Whether nothing that was counted needs a key: none names it, even beside others, and there was none that could not be
     * read. Backups were not counted: keep the key as long as one of them may have to be restored.
     */
    public boolean retirable(KekId key) {
        return unreadable == 0 && !uses.containsKey(key);
    }

    /** Both together. */
    public KeyCensus plus(KeyCensus other) {
        Map<KekId, Long> sum = new HashMap<>(uses);
        other.uses.forEach((key, count) -> sum.merge(key, count, Long::sum));
        return new KeyCensus(sum, unreadable + other.unreadable);
    }

    /** Starts to count. */
    public static Counter counter() {
        return new Counter();
    }

    /** Counts one by one. Not safe for use by several threads. */
    public static final class Counter {
        private final Map<KekId, Long> uses = new HashMap<>();
        private long unreadable;

        private Counter() {}

        /** Counts the keys that an envelope carries wrapped data keys of; none where its data key is in a store. */
        public void envelope(Envelope envelope) {
            envelope.recipients().forEach(recipient -> recipient.kekId().ifPresentOrElse(this::key, this::unreadable));
        }

        /** Counts a key that is named once. */
        public void key(KekId key) {
            uses.merge(key, 1L, Long::sum);
        }

        /** Counts something that may need any key. */
        public void unreadable() {
            unreadable++;
        }

        /** What was counted. */
        public KeyCensus census() {
            return new KeyCensus(uses, unreadable);
        }
    }
}
