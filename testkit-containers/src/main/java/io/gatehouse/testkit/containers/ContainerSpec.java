package io.gatehouse.testkit.containers;

import io.gatehouse.core.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What to run.
 *
 * @param image the image's name
 * @param hostNetwork whether it shares the host's network instead of having ports published
 * @param ports the TCP ports it listens on; those of the host with the host's network
 * @param entrypoint what replaces the image's own entry point, if not empty
 * @param command the arguments
 * @param environment variables
 * @param files what lies in the container before it starts, by absolute path
 * @param readyWhenLogged the text in its log that says it is ready
 */
record ContainerSpec(
        String image,
        boolean hostNetwork,
        List<Integer> ports,
        List<String> entrypoint,
        List<String> command,
        Map<String, String> environment,
        Map<String, ContainerFile> files,
        String readyWhenLogged) {

    ContainerSpec {
        ports = List.copyOf(ports);
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        files = Map.copyOf(files);
    }

    /** A file's bytes and permissions. Never printed: it may be a key. */
    static final class ContainerFile {
        private final byte[] content;
        private final int mode;

        private ContainerFile(byte[] content, int mode) {
            this.content = content;
            this.mode = mode;
        }

        static ContainerFile readable(String text) {
            return new ContainerFile(text.getBytes(StandardCharsets.UTF_8), 0b110_100_100);
        }

        static ContainerFile secret(Secret secret) {
            return new ContainerFile(secret.exposeBytes(), 0b110_000_000);
        }

        byte[] content() {
            return content.clone();
        }

        int mode() {
            return mode;
        }
    }
}
