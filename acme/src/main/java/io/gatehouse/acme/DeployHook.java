package io.gatehouse.acme;

import java.time.Duration;
import java.util.List;

/**
 * Tells a program that serves a certificate of a new one. Run once each time another version becomes current; again if it
 * failed, with growing pauses, and again if the process ended while it ran, for nobody knows how far it came. So running
 * twice must do no harm.
 *
 * <p>Implementations are safe for use by many threads: hooks for different certificates run side by side. One that has not
 * returned after five minutes, or the limit of its {@link #command}, is interrupted and counts as failed; while it hangs on
 * all the same, it is not run beside itself.
 */
@FunctionalInterface
public interface DeployHook {

    /**
     * Does whatever is to be done.
     *
     * @throws Exception if it cannot be done now; it is tried again later
     */
    void deploy(Deployment deployment) throws Exception;

    /**
     * Runs a program, given as the path and each argument by itself; no shell reads them. It finds in its environment,
     * besides what this process has, what certbot and lego give their hooks: {@code RENEWED_LINEAGE} (the folder with
     * {@code fullchain.pem} and {@code privkey.pem}), {@code RENEWED_DOMAINS} (the names, between spaces), {@code
     * LEGO_CERT_DOMAIN} (the first name), {@code LEGO_CERT_PATH} and {@code LEGO_CERT_KEY_PATH}; the paths only if the
     * store keeps files. It reads nothing from its standard input; what it writes is logged, up to 4,000 characters of it.
     *
     * <p>An exit code other than 0 is a failure. A program that runs longer than the limit is killed ({@code SIGKILL}) with
     * the processes it started, which is a failure too; but a program that ended by itself may leave a daemon behind. When
     * this process is killed, a program it runs goes on, and the next start runs it once more.
     *
     * @param command such as {@code List.of("/usr/sbin/nginx", "-s", "reload")}
     * @param limit how long it may run
     * @throws IllegalArgumentException if the command is empty, or the limit not above zero
     */
    static DeployHook command(List<String> command, Duration limit) {
        return new CommandHook(command, limit);
    }

    /** The same with a limit of one minute. */
    static DeployHook command(String... command) {
        return command(List.of(command), Duration.ofMinutes(1));
    }
}
