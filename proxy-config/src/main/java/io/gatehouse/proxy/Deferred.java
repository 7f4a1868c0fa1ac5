package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Problem;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values of which a builder learns only when it builds, so that what they refuse is reported with all else. */
final class Deferred {
    private Deferred() {}

    /**
     * The value, or null when its problems were added under the field's name.
     *
     * @param field where it stands in the model
     */
    static <T> @Nullable T read(String field, Supplier<T> value, List<Problem> problems) {
        try {
            return Objects.requireNonNull(value.get(), field);
        } catch (InvalidModelException e) {
            e.problems().forEach(one -> problems.add(new Problem(field + "." + one.field(), one.message())));
        } catch (InvalidNameException e) {
            problems.add(new Problem(field, String.valueOf(e.getMessage())));
        } catch (InvalidPathException e) {
            problems.add(new Problem(field, "is no path of this machine: " + e.getReason() + "; choose another name"));
        }
        return null;
    }
}
