package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Problem;
import io.gatehouse.proxy.reading.Entry;
import io.gatehouse.proxy.reading.Meaning;
import io.gatehouse.proxy.reading.Reader;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Puts a text into a field and prints the model. Either it is refused under the field's name, or the files read back as those of
 * a harmless text of the same kind, with that one value in its place: nothing more, nothing less, nothing elsewhere.
 */
final class InjectionCheck {
    /** nginx's names for what sites share are digests of it, and so the only thing that differs with the value. */
    private static final Pattern DIGEST = Pattern.compile("\\b(gatehouse_(?:app|rate)_)[0-9a-f]{12}\\b");

    private final String dialect;
    private final ProxyRenderer renderer;
    private final Map<String, Optional<Map<String, List<Entry>>>> harmless = new HashMap<>();

    InjectionCheck(String dialect) {
        this.dialect = dialect;
        this.renderer = ProxyDialects.named(dialect);
    }

    /** What became of a text. */
    enum Outcome {
        PRINTED,
        REFUSED
    }

    ProxyRenderer renderer() {
        return renderer;
    }

    /** The fields that the dialect prints at all. */
    List<TextField> printed() {
        return Arrays.stream(TextField.values()).filter(this::prints).toList();
    }

    private boolean prints(TextField field) {
        return harmless(field, field.form().twin(field.real())).isPresent();
    }

    Outcome check(TextField field, String text) {
        RenderedConfig printed;
        try {
            printed = field.holding(text).print(renderer);
        } catch (InvalidPathException | InvalidNameException refusedByItsType) {
            assertThat(text).isNotEqualTo(field.real());
            return Outcome.REFUSED;
        } catch (InvalidModelException refused) {
            assertThat(text).as("a real value must not be refused").isNotEqualTo(field.real());
            assertThat(refused.problems())
                    .extracting(Problem::field)
                    .isNotEmpty()
                    .isSubsetOf(field.names());
            assertThat(refused.problems()).extracting(Problem::message).noneMatch(String::isBlank);
            return Outcome.REFUSED;
        }
        String twin = field.form().twin(text);
        Map<String, List<Entry>> meant = harmless(field, twin).orElseThrow();
        Map<String, List<Entry>> read = read(printed);
        assertThat(read.keySet()).isEqualTo(meant.keySet());
        meant.forEach((file, entries) -> {
            String language = Reader.isList(file) ? "list" : dialect;
            new Meaning(language, field.form().core(twin), field.form().core(text))
                    .assertSame(entries, read.getOrDefault(file, List.of()));
        });
        return Outcome.PRINTED;
    }

    private Optional<Map<String, List<Entry>>> harmless(TextField field, String twin) {
        return harmless.computeIfAbsent(field + " " + twin, none -> {
            try {
                return Optional.of(read(field.holding(twin).print(renderer)));
            } catch (InvalidModelException refused) {
                return Optional.empty();
            }
        });
    }

    private Map<String, List<Entry>> read(RenderedConfig printed) {
        Map<String, List<Entry>> read = new HashMap<>();
        printed.files()
                .forEach((file, content) -> read.put(
                        file,
                        Reader.of(dialect, file).read(DIGEST.matcher(content).replaceAll("$1"))));
        return read;
    }
}
