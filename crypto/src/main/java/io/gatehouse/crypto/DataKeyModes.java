package io.gatehouse.crypto;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Where a cipher has its data keys from.
 *
 * @param source lends them
 * @param stored their upkeep, where they are kept in a store
 */
record DataKeyModes(DataKeySource source, @Nullable DataKeys stored) {
    /** Renewals in the background, of all data keys of a cipher. */
    private static final int THREADS = 4;

    /**
     * A fresh data key for each envelope if there is no policy, shared ones in the envelopes if there is one, and in a
     * store if there is that, too.
     */
    static DataKeyModes of(
            @Nullable DataKeyStore store,
            @Nullable DataKeyPolicy policy,
            Suite suite,
            DataKeyWrapping wrapping,
            InlineDataKeys inline) {
        if (policy == null) {
            return new DataKeyModes(inline, null);
        }
        Executor executor = BackgroundWork.threads("gatehouse-data-keys", THREADS);
        if (store == null) {
            return new DataKeyModes(new SharedInlineDataKeys(policy, suite, wrapping, inline, executor), null);
        }
        StoredDataKeys source = new StoredDataKeys(store, policy, suite, wrapping, inline, executor);
        return new DataKeyModes(source, new DataKeys(store, wrapping, source));
    }
}
