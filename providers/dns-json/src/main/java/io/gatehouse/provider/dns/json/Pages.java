package io.gatehouse.provider.dns.json;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Walks over pages and holds one of them at a time. Used by one thread. */
final class Pages<T> implements Iterator<T> {
    private final VendorApi api;
    private final Function<VendorAnswer, Optional<VendorRequest>> next;
    private final Function<VendorAnswer, List<T>> items;

    private @Nullable VendorRequest following;
    private Iterator<T> page = List.<T>of().iterator();

    Pages(
            VendorApi api,
            VendorRequest first,
            Function<VendorAnswer, Optional<VendorRequest>> next,
            Function<VendorAnswer, List<T>> items) {
        this.api = api;
        this.following = first;
        this.next = next;
        this.items = items;
    }

    Stream<T> stream() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    @Override
    public boolean hasNext() {
        while (!page.hasNext()) {
            VendorRequest request = following;
            if (request == null) {
                return false;
            }
            VendorAnswer answer = request.get();
            page = items.apply(answer).iterator();
            Optional<VendorRequest> after = next.apply(answer);
            if (after.equals(Optional.of(request))) {
                // It would go on for ever.
                throw api.malformed(request + " names itself as the next page");
            }
            following = after.orElse(null);
        }
        return true;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.next();
    }
}
