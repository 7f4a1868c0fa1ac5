package io.gatehouse.acme;

import io.gatehouse.core.Identifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link DeployHook} that is a program. Immutable. */
final class CommandHook implements DeployHook {
    private static final Logger LOG = LoggerFactory.getLogger(CommandHook.class);
    private static final int MOST_OUTPUT = 4000;
    /** What a program wrote is there when it ends; a child it left behind may keep the pipe open for ever. */
    private static final Duration PATIENCE_FOR_OUTPUT = Duration.ofSeconds(1);

    private final List<String> command;
    private final Duration limit;

    CommandHook(List<String> command, Duration limit) {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("A deploy hook's command is empty; give a program and its arguments");
        }
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException(
                    "The limit of " + command.get(0) + " is " + limit + "; give a time above zero");
        }
        this.command = List.copyOf(command);
        this.limit = limit;
    }

    Duration limit() {
        return limit;
    }

    @Override
    public void deploy(Deployment deployment) throws InterruptedException {
        Process process = start(deployment);
        Output output = new Output(process.getInputStream());
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                kill(process);
                throw new DeployHookException(
                        "The deploy hook " + command + " still ran after " + limit.toMillis() / 1000.0
                                + " s and was killed; it wrote: " + output.text()
                                + " Mend it, or give it more time.",
                        null);
            }
        } finally {
            // Interrupted.
            if (process.isAlive()) {
                kill(process);
            }
        }
        String written = output.text();
        if (process.exitValue() != 0) {
            throw new DeployHookException(
                    "The deploy hook " + command + " ended with exit code " + process.exitValue() + "; it wrote: "
                            + written + " Run it by hand to see why.",
                    null);
        }
        LOG.info("The deploy hook {} ran for {}: {}", command, deployment.name(), written);
    }

    private Process start(Deployment deployment) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        describe(deployment, builder.environment());
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new DeployHookException(
                    "The deploy hook " + command + " could not be started: " + e.getMessage()
                            + ". Give the whole path of a program that this process may run.",
                    e);
        }
    }

    private static void describe(Deployment deployment, Map<String, String> environment) {
        List<String> names =
                deployment.certificate().names().stream().map(Identifier::text).toList();
        environment.put("RENEWED_DOMAINS", String.join(" ", names));
        environment.put("LEGO_CERT_DOMAIN", names.isEmpty() ? deployment.name() : names.get(0));
        if (deployment.folder().isPresent()) {
            Path folder = deployment.folder().get();
            environment.put("RENEWED_LINEAGE", folder.toString());
            environment.put("LEGO_CERT_PATH", folder.resolve("fullchain.pem").toString());
            environment.put("LEGO_CERT_KEY_PATH", folder.resolve("privkey.pem").toString());
        }
    }

    /** The children first, for those of a process that is dead are no longer known as its own. */
    private static void kill(Process process) {
        List<ProcessHandle> tree = process.descendants().toList();
        process.destroyForcibly();
        tree.forEach(ProcessHandle::destroyForcibly);
    }

    /** What a program writes, read to its end so that it never waits for us, and kept up to a length. */
    private static final class Output {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final Thread reader;

        Output(InputStream from) {
            reader = new Thread(() -> read(from), "gatehouse-deploy-hook-output");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream from) {
            byte[] buffer = new byte[MOST_OUTPUT];
            try (from) {
                for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                    keep(buffer, count);
                }
            } catch (IOException e) {
                LOG.debug("The output of a deploy hook ended early", e);
            }
        }

        private synchronized void keep(byte[] bytes, int count) {
            kept.write(bytes, 0, Math.min(count, MOST_OUTPUT - kept.size()));
        }

        /** One line, ending in a full stop. */
        String text() throws InterruptedException {
            reader.join(PATIENCE_FOR_OUTPUT.toMillis());
            String text;
            synchronized (this) {
                text = kept.toString(StandardCharsets.UTF_8);
            }
            String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
            return line.isEmpty() ? "nothing." : "\"" + line + "\".";
        }
    }
}
