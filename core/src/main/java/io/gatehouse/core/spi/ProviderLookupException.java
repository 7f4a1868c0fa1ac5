package io.gatehouse.core.spi;

import io.gatehouse.core.GatehouseException;
import java.util.ArrayList;
import java.util.List;

/** No provider, or more than one, answers to the name that was asked for. */
public final class ProviderLookupException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    private final String wanted;
    private final ArrayList<String> found;

    ProviderLookupException(String message, String wanted, List<String> found) {
        super(message);
        this.wanted = wanted;
        this.found = new ArrayList<>(found);
    }

    /** The name that was asked for. */
    public String wanted() {
        return wanted;
    }

    /** Every provider that was found, whatever its name: name, class and jar, a line each. */
    public List<String> found() {
        return List.copyOf(found);
    }
}
