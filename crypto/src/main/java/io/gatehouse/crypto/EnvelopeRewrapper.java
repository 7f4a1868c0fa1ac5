package io.gatehouse.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * Rewraps many envelopes in one go. A data key that several envelopes carry is unwrapped and wrapped once: what became of
 * the last {@value #MOST_REMEMBERED} wrapped data keys is remembered, as it was wrapped and never in the clear. Each
 * key-encryption key is asked for its version once, so begin anew when it is rotated.
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
    private final Map<ByteBuffer, List<Recipient>> shared = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, List<Recipient>> eldest) {
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
        return envelope.withRecipients(envelope.isShared() ? remembered(envelope) : rewrapped(envelope));
    }

    /** The same bytes under the same binding hold the same data key, so they are wrapped anew once. */
    private synchronized List<Recipient> remembered(Envelope envelope) {
        return shared.computeIfAbsent(ByteBuffer.wrap(envelope.boundRecipients()), key -> rewrapped(envelope));
    }

    private List<Recipient> rewrapped(Envelope envelope) {
        byte[] dataKey = unwrap(envelope);
        try {
            return inline.wrapByAll(dataKey, envelope.wrapBinding());
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    private byte[] unwrap(Envelope envelope) {
        try {
            return inline.unwrap(envelope);
        } catch (NoDataKeyException e) {
            throw sealer.refuse(envelope, "being rewrapped", Objects.requireNonNull(e.getMessage()));
        }
    }
}
