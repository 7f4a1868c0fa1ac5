package io.gatehouse.testkit.internal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTemplatesTest {
    private static final List<String> KEY = List.of("programs", "arguments");

    @TempDir
    Path folder;

    private final AtomicInteger initializations = new AtomicInteger();
    private Path kept;
    private DataTemplates templates;

    @BeforeEach
    void emptyCache() {
        kept = folder.resolve("cache").resolve("templates");
        templates = new DataTemplates(kept);
    }

    @Test
    void copiesWhatWasInitializedOnce() throws IOException {
        fill("first", KEY);
        fill("second", KEY);

        assertThat(initializations).hasValue(1);
        assertInitialized("first");
        assertInitialized("second");
    }

    @Test
    void initializesForEachKey() throws IOException {
        fill("first", KEY);
        fill("second", List.of("other programs", "arguments"));
        fill("third", List.of("other programs", "arguments"));

        assertThat(initializations).hasValue(2);
    }

    @Test
    void givesCopiesToTheirOwnerAloneWhateverTheTemplatesModes() throws IOException {
        fill("first", KEY);
        Path tree = template().resolve("data");
        Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(tree.resolve("base/1/112"), PosixFilePermissions.fromString("rw-rw-rw-"));

        fill("second", KEY);

        assertThat(initializations).hasValue(1);
        assertThat(mode(folder.resolve("second"))).isEqualTo("rwx------");
        assertThat(mode(folder.resolve("second/base/1"))).isEqualTo("rwx------");
        assertThat(mode(folder.resolve("second/base/1/112"))).isEqualTo("rw-------");
        assertThat(mode(kept)).isEqualTo("rwx------");
        assertThat(mode(template())).isEqualTo("rwx------");
    }

    @Test
    void makesADamagedTemplateAnew() throws IOException {
        List<Damage> damages = List.of(
                tree -> Files.writeString(tree.resolve("data/base/1/112"), "trunc"),
                tree -> Files.writeString(tree.resolve("data/base/1/112"), "same size, other by"),
                tree -> Files.delete(tree.resolve("data/base/1/112")),
                tree -> Files.delete(tree.resolve("data/pg_twophase")),
                tree -> Files.writeString(tree.resolve("data/base/1/113"), "one too many"),
                tree -> Files.writeString(tree.resolve("files"), ""),
                tree -> Files.delete(tree.resolve("files")),
                tree -> Files.move(tree.resolve("data"), tree.resolve("elsewhere")));
        fill("first", KEY);
        for (int i = 0; i < damages.size(); i++) {
            damages.get(i).to(template());

            fill("damaged " + i, KEY);
            fill("anew " + i, KEY);

            assertThat(initializations).as("after damage %s", i).hasValue(i + 2);
            assertInitialized("damaged " + i);
            assertInitialized("anew " + i);
        }
        assertThat(entries(kept)).hasSize(1);
    }

    @Test
    void passesOverATemplateThatWasMadeForAnotherKey() throws IOException {
        fill("first", KEY);
        Path mine = template();
        fill("other", List.of("other"));
        Path other = entries(kept).stream()
                .filter(each -> !each.equals(mine))
                .findFirst()
                .orElseThrow();
        Files.move(mine, folder.resolve("away"));
        Files.move(other, mine);

        fill("second", KEY);

        assertThat(initializations).hasValue(3);
    }

    @Test
    void passesOverAHalfMadeTemplate() throws IOException {
        Files.createDirectories(kept.resolve("making-123").resolve("template").resolve("data"));

        fill("first", KEY);
        fill("second", KEY);

        assertThat(initializations).hasValue(1);
        assertInitialized("second");
    }

    @Test
    void initializesEachTimeWhereNothingCanBeKept() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file where the cache folder would be");

        fill("first", KEY);
        fill("second", KEY);

        assertThat(initializations).hasValue(2);
        assertInitialized("second");
    }

    @Test
    void keepsNothingOfAFailedInitialization() {
        assertThatThrownBy(() -> templates.fill(folder.resolve("data"), KEY, () -> {
                    throw new IOException("no space left");
                }))
                .hasMessage("no space left");

        assertThat(kept).doesNotExist();
    }

    @Test
    void initializesOnceForManyAtOnce() throws Exception {
        int many = 6;
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                String name = "data " + i;
                all.add(threads.submit(() -> {
                    start.await();
                    fill(name, KEY);
                    return name;
                }));
            }
            start.countDown();
            for (Future<?> each : all) {
                assertInitialized((String) each.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(initializations).hasValue(1);
    }

    /** Another JVM knows nothing of the monitors of this one: it may be quicker while this one initializes. */
    @Test
    void twoJvmsThatInitializeAtOnceBothGetTheirData() throws IOException {
        templates.fill(folder.resolve("slow"), KEY, () -> {
            initialize(folder.resolve("slow"));
            new DataTemplates(folder.resolve("other/templates"))
                    .fill(folder.resolve("quick"), KEY, () -> initialize(folder.resolve("quick")));
            Files.createDirectories(kept.getParent());
            Files.move(folder.resolve("other/templates"), kept);
        });
        fill("third", KEY);

        assertThat(initializations).hasValue(2);
        assertInitialized("slow");
        assertInitialized("quick");
        assertInitialized("third");
        assertThat(entries(kept)).hasSize(1);
    }

    private void fill(String data, List<String> key) throws IOException {
        Path place = folder.resolve(data);
        templates.fill(place, key, () -> initialize(place));
    }

    private void initialize(Path data) throws IOException {
        initializations.incrementAndGet();
        Files.createDirectories(data.resolve("base/1"));
        Files.createDirectories(data.resolve("pg_twophase"));
        Files.writeString(data.resolve("base/1/112"), "nineteen characters");
        Files.writeString(data.resolve("PG_VERSION"), "18");
        Files.createFile(data.resolve("base/1/empty"));
    }

    private void assertInitialized(String data) {
        assertThat(folder.resolve(data).resolve("base/1/112")).hasContent("nineteen characters");
        assertThat(folder.resolve(data).resolve("PG_VERSION")).hasContent("18");
        assertThat(folder.resolve(data).resolve("base/1/empty")).isEmptyFile();
        assertThat(folder.resolve(data).resolve("pg_twophase")).isEmptyDirectory();
        assertThat(folder.resolve(data).resolve("base/1/113")).doesNotExist();
    }

    private Path template() throws IOException {
        List<Path> all = entries(kept);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** Something that befalls a template. */
    private interface Damage {
        void to(Path template) throws IOException;
    }
}
