package io.gatehouse.testkit.internal.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How to run a program without the rights of root.
 *
 * <p>PostgreSQL and PgBouncer do not start as root, and no other server of a test needs to. A user namespace is the first
 * choice, since files need no new owner there; where the kernel or a container forbids namespaces, the programs change to
 * the user {@code nobody}, and the files must change with them.
 *
 * @param prefix the words in front of the command, each of which replaces itself by the next, so that the process id
 *     stays the same
 * @param owner the user that the files must belong to, if not the present one
 */
public record Unprivileged(List<String> prefix, Optional<String> owner) {
    private static final String NOBODY = "nobody";

    private static final Optional<Unprivileged> HERE = look();

    /** Keeps its own copy of the list. */
    public Unprivileged {
        prefix = List.copyOf(prefix);
    }

    /**
     * The way that works on this machine.
     *
     * @return no prefix at all when this JVM is not root; empty when it is and cannot give its rights up
     */
    public static Optional<Unprivileged> find() {
        return HERE;
    }

    private static Optional<Unprivileged> look() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of(new Unprivileged(List.of(), Optional.empty()));
        }
        List<Unprivileged> ways = List.of(
                new Unprivileged(List.of("unshare", "--user"), Optional.empty()),
                new Unprivileged(
                        List.of("setpriv", "--reuid=" + NOBODY, "--regid=65534", "--clear-groups"),
                        Optional.of(NOBODY)));
        return ways.stream()
                .filter(way -> way.succeeds("sh", "-c", "test \"$(id -u)\" != 0"))
                .findFirst();
    }

    /**
     * Whether the other user may run a program: not one under root's own home folder.
     *
     * @param program an executable file
     * @return true when it may
     */
    public boolean reaches(Path program) {
        return prefix.isEmpty() || succeeds("test", "-x", program.toString());
    }

    /**
     * Hands a file or a folder with all that is in it to the user the programs run as.
     *
     * @param path the file or folder
     * @throws IOException when the file system refuses
     */
    public void own(Path path) throws IOException {
        if (owner.isEmpty()) {
            return;
        }
        var user = path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner.get());
        try (var all = Files.walk(path)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Files.setOwner(each, user);
            }
        }
    }

    private boolean succeeds(String... words) {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(words));
        try {
            Process probe = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return probe.waitFor(1, TimeUnit.MINUTES) && probe.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
