package io.gatehouse.testkit.internal.postgres;

import io.gatehouse.testkit.PostgresServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How to run a program that refuses to be root.
 *
 * <p>PostgreSQL does not start as root. A user namespace is the first choice, since files need no new owner there;
 * where the kernel or a container forbids namespaces, the programs change to the user {@code nobody}, and the files must
 * change with them.
 *
 * @param prefix the words in front of the command, each of which replaces itself by the next, so that the process id
 *     stays the same
 * @param owner the user that the files must belong to, if not the present one
 */
record Unprivileged(List<String> prefix, Optional<String> owner) {
    private static final String NOBODY = "nobody";

    static Unprivileged find() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new Unprivileged(List.of(), Optional.empty());
        }
        List<Unprivileged> ways = List.of(
                new Unprivileged(List.of("unshare", "--user"), Optional.empty()),
                new Unprivileged(
                        List.of("setpriv", "--reuid=" + NOBODY, "--regid=65534", "--clear-groups"),
                        Optional.of(NOBODY)));
        return ways.stream()
                .filter(Unprivileged::works)
                .findFirst()
                .orElseThrow(() -> new PostgresServerException(
                        "PostgreSQL refuses to run as root, and neither 'unshare --user' nor 'setpriv --reuid=nobody' works here:"
                                + " run the tests as an ordinary user, or install util-linux"));
    }

    /** Hands a file or a folder with all that is in it to the user the programs run as. */
    void own(Path path) throws IOException {
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

    private boolean works() {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of("sh", "-c", "test \"$(id -u)\" != 0"));
        try {
            Process probe = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return probe.waitFor(5, TimeUnit.SECONDS) && probe.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
