package io.gatehouse.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Rewraps many envelopes in one go. A data key that several envelopes carry is unwrapped and wrapped once: what became of
 * the last {@value #MOST_REMEMBERED} wrapped data keys is remembered, as it was wrapped and never in the clear, or that no
 * key unwraps it. Each key-encryption key is asked for its version once, so begin anew when it is rotated or given back.
 *
 * <pre>{@code
 * EnvelopeRewrapper rewrapper = rotated.rewrapper();
 * rows.forEach(row -> row.replace(rewrapper.rewrap(row.envelope())));
 * }</pre>
 *
 * <p>Safe for use by several threads.
 */
public final class EnvelopeRewrapper {
    private static final int MOST_REMEMBERED = 10_000;

    private final DataKeyWrapping wrapping;
    private final InlineDataKeys inline;
    private final EnvelopeSealer sealer;
    private final ToLongFunction<KeyEncryptionKey> newestVersions;
    private final Map<ByteBuffer, Outcome> outcomes = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Outcome> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    EnvelopeRewrapper(DataKeyWrapping wrapping, InlineDataKeys inline, EnvelopeSealer sealer) {
        this.wrapping = wrapping;
        this.inline = inline;
        this.sealer = sealer;
        this.newestVersions = wrapping.newestVersions();
    }

    /**
     * As {@link EnvelopeCipher#isCurrent}.
     *
     * @throws KeyUnavailableException if a key-encryption key does not tell its newest version
     */
    public boolean isCurrent(Envelope envelope) {
        return envelope.recipients().isEmpty() || wrapping.isCurrent(envelope, newestVersions);
    }

    /**
     * As {@link EnvelopeCipher#rewrap(Envelope)}.
     *
     * @throws DecryptionException if its data key cannot be unwrapped
     * @throws KeyUnavailableException if a key-encryption key does not answer
     */
    public Envelope rewrap(Envelope envelope) {
        if (isCurrent(envelope)) {
            return envelope;
        }
        Outcome outcome = envelope.isShared() ? remembered(envelope) : rewrapped(envelope);
        if (outcome.refusal() != null) {
            throw sealer.refuse(envelope, "being rewrapped", outcome.refusal());
        }
        return envelope.withRecipients(outcome.recipients());
    }

    /** The same bytes under the same binding hold the same data key, or none, so the keys are called once. */
    private synchronized Outcome remembered(Envelope envelope) {
        return outcomes.computeIfAbsent(ByteBuffer.wrap(envelope.boundRecipients()), key -> rewrapped(envelope));
    }

    private Outcome rewrapped(Envelope envelope) {
        byte[] dataKey;
        try {
            dataKey = inline.unwrap(envelope);
        } catch (NoDataKeyException e) {
            return new Outcome(List.of(), e.getMessage());
        }
        try {
            return new Outcome(inline.wrapByAll(dataKey, envelope.wrapBinding()), null);
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    /**
     * What became of a wrapped data key.
     *
     * @param refusal why no key unwraps it
     */
    private record Outcome(
            List<Recipient> recipients, @Nullable String refusal) {}
}
