package io.gatehouse.testkit.internal.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Folders that go away with the programs that use them: by {@link #delete}, or else by the {@link Watchdog} when this JVM has
 * ended, however it did.
 */
public final class ScratchFolders {
    private ScratchFolders() {}

    /**
     * Makes an empty folder.
     *
     * @param name a part of its name
     * @return a folder of its own in the system's temporary folder
     * @throws IOException when it cannot be made
     */
    public static Path create(String name) throws IOException {
        Path folder = Files.createTempDirectory("gatehouse-" + name + "-");
        Watchdog.watch(folder);
        return folder;
    }

    /**
     * Deletes a folder with all that is in it.
     *
     * @param folder as {@link #create} made it
     * @throws UncheckedIOException when something in it cannot be deleted
     */
    public static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the scratch folder " + folder, e);
        }
        Watchdog.forget(folder);
    }
}
