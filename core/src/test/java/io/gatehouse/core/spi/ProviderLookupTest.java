package io.gatehouse.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProviderLookupTest {
    /** What is looked up. */
    public interface Greeter {
        String name();
    }

    /** Answers to "one". */
    public static final class One implements Greeter {
        @Override
        public String name() {
            return "one";
        }
    }

    /** Answers to "twin". */
    public static final class TwinA implements Greeter {
        @Override
        public String name() {
            return "twin";
        }
    }

    /** Answers to "twin" too. */
    public static final class TwinB implements Greeter {
        @Override
        public String name() {
            return "twin";
        }
    }

    /** Cannot be made. */
    public static final class Broken implements Greeter {
        public Broken() {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public String name() {
            return "broken";
        }
    }

    @TempDir
    Path folder;

    @Test
    void findsTheNamedOneAmongOthers() throws IOException {
        assertThat(lookUp("one", One.class, TwinA.class, TwinB.class, Broken.class))
                .isInstanceOf(One.class);
    }

    @Test
    void noneIsAnErrorThatListsWhatWasFound() {
        assertThatThrownBy(() -> lookUp("two", One.class, Broken.class))
                .isInstanceOfSatisfying(ProviderLookupException.class, e -> {
                    assertThat(e.wanted()).isEqualTo("two");
                    assertThat(e.found()).hasSize(2);
                    assertThat(e.found().get(0))
                            .startsWith("\"one\", " + One.class.getName() + ", from ")
                            .endsWith("test-classes/");
                    assertThat(e.found().get(1)).contains("cannot be loaded").contains(Broken.class.getName());
                })
                .hasMessageContaining("No greeter is named \"two\"")
                .hasMessageContaining("\"one\"");
    }

    @Test
    void twoOfOneNameAreAnErrorThatListsBoth() {
        assertThatThrownBy(() -> lookUp("twin", One.class, TwinA.class, TwinB.class))
                .isInstanceOf(ProviderLookupException.class)
                .hasMessageContaining("2 providers")
                .hasMessageContaining(TwinA.class.getName())
                .hasMessageContaining(TwinB.class.getName())
                .hasMessageContaining("Remove all but one");
    }

    @Test
    void emptyPathIsSaid() {
        assertThatThrownBy(() -> lookUp("one"))
                .isInstanceOfSatisfying(
                        ProviderLookupException.class,
                        e -> assertThat(e.found()).isEmpty())
                .hasMessageContaining("None is on the class or module path");
    }

    @Test
    void unknownClassInAServiceFileIsListedToo() {
        assertThatThrownBy(() -> lookUpLines("two", One.class.getName() + "\nno.such.Greeter\n"))
                .isInstanceOf(ProviderLookupException.class)
                .hasMessageContaining("no.such.Greeter");
    }

    private Greeter lookUp(String wanted, Class<?>... providers) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Class<?> provider : providers) {
            lines.append(provider.getName()).append('\n');
        }
        return lookUpLines(wanted, lines.toString());
    }

    private Greeter lookUpLines(String wanted, String lines) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(Greeter.class.getName()), lines);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, Greeter.class.getClassLoader())) {
            return ProviderLookup.byName("greeter", ServiceLoader.load(Greeter.class, loader), Greeter::name, wanted);
        }
    }
}
