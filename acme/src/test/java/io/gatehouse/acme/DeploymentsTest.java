package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.MovableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deploy hooks, callbacks and real programs, that succeed, fail, hang and are cut short. */
class DeploymentsTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("Deployments");
    /** Waited for in full, and yet time enough for a thread or a shell to begin on a busy machine. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private final MovableClock clock = MovableClock.at(Instant.parse("2030-01-01T00:00:00Z"));
    private final List<CertificateEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> runs = new CopyOnWriteArrayList<>();

    private CertificateStore store() {
        return CertificateStore.directory(folder.resolve("store"));
    }

    private static CertificateBundle certificate() {
        return CA.server("shop.example.test", "www.example.test").issue();
    }

    private Deployments deployments(DeployHook... hooks) {
        List<Deployments.Hook> named = new ArrayList<>();
        for (DeployHook hook : hooks) {
            named.add(new Deployments.Hook("hook " + named.size(), hook));
        }
        return new Deployments(store(), named, told(), clock, new Random(1), WorkerThreads.daemons("test"));
    }

    private Deployment deployment(CertificateBundle certificate) {
        return new Deployment("shop", certificate, Optional.of(folder.resolve("live/shop")));
    }

    @Test
    void eachRunsOnceForEachVersionAlsoAfterARestart() {
        CertificateBundle first = certificate();
        DeployHook hook = deployment -> runs.add(deployment.certificate().fingerprint());
        deployments(hook).run("shop", first);
        deployments(hook).run("shop", first);
        CertificateBundle second = certificate();
        deployments(hook).run("shop", second);
        deployments(hook).run("shop", second);

        assertThat(runs).containsExactly(first.fingerprint(), second.fingerprint());
        assertThat(events).hasSize(2).hasOnlyElementsOfType(CertificateEvent.Deployed.class);
    }

    @Test
    void oneThatWasCutShortRunsAgain() {
        CertificateBundle certificate = certificate();
        DeploymentState.read(store(), "shop", certificate).begun("hook 0").write(store(), "shop");

        deployments(deployment -> runs.add("again")).run("shop", certificate);

        assertThat(runs).containsExactly("again");
    }

    @Test
    void oneThatFailsIsRunAgainLaterAndHoldsUpNoOther() {
        CertificateBundle certificate = certificate();
        boolean[] works = {false};
        Deployments deployments = deployments(
                deployment -> {
                    if (!works[0]) {
                        throw new java.io.IOException("no such server");
                    }
                    runs.add("mended");
                },
                deployment -> runs.add("other"));

        Deployments.Result failed = deployments.run("shop", certificate);
        assertThat(failed.failure()).hasMessage("no such server");
        assertThat(runs).containsExactly("other");
        CertificateEvent.DeployFailed told = (CertificateEvent.DeployFailed) events.get(0);
        assertThat(told.nextAttempt()).isEqualTo(failed.next().orElseThrow());
        assertThat(deployments.run("shop", certificate).failure())
                .as("not before its time")
                .isNull();

        works[0] = true;
        clock.set(told.nextAttempt());
        assertThat(deployments.run("shop", certificate)).isEqualTo(new Deployments.Result(null, Optional.empty()));
        assertThat(runs).containsExactly("other", "mended");
    }

    @Test
    @Timeout(60)
    void callbackThatHangsIsInterruptedAndRunAgain() {
        CertificateBundle certificate = certificate();
        Deployments deployments = withLimit(SHORT, deployment -> {
            runs.add("begun");
            if (runs.size() == 1) {
                new CountDownLatch(1).await();
            }
        });

        assertThat(deployments.run("shop", certificate).failure())
                .isInstanceOf(DeployHookException.class)
                .hasMessageContaining("was interrupted");
        CertificateEvent.DeployFailed told = (CertificateEvent.DeployFailed) events.get(0);
        clock.set(told.nextAttempt());
        interruptedHookEnds();
        assertThat(deployments.run("shop", certificate)).isEqualTo(new Deployments.Result(null, Optional.empty()));
        assertThat(runs).hasSize(2);
    }

    @Test
    @Timeout(60)
    void callbackThatIgnoresInterruptsIsNotRunBesideItself() {
        CertificateBundle certificate = certificate();
        CountDownLatch ends = new CountDownLatch(1);
        Deployments deployments = withLimit(SHORT, deployment -> {
            runs.add("begun");
            while (ends.getCount() > 0) {
                try {
                    ends.await();
                } catch (InterruptedException e) {
                    runs.add("interrupted");
                }
            }
        });
        deployments.run("shop", certificate);
        clock.set(((CertificateEvent.DeployFailed) events.get(0)).nextAttempt());

        assertThat(deployments.run("shop", certificate).failure()).hasMessageContaining("not run beside itself");
        assertThat(runs).containsOnlyOnce("begun");

        ends.countDown();
        interruptedHookEnds();
        clock.set(((CertificateEvent.DeployFailed) events.get(1)).nextAttempt());
        assertThat(deployments.run("shop", certificate).failure()).isNull();
    }

    @Test
    void interruptLeavesTheHookToTheNextStart() throws InterruptedException {
        CertificateBundle certificate = certificate();
        Deployments deployments = deployments(deployment -> runs.add("again"));
        CountDownLatch begun = new CountDownLatch(1);
        Deployments interrupted = deployments(deployment -> {
            begun.countDown();
            new CountDownLatch(1).await();
        });
        CountDownLatch ended = new CountDownLatch(1);
        Thread caller = new Thread(() -> {
            try {
                interrupted.run("shop", certificate);
            } catch (DeployHookException e) {
                runs.add(Thread.currentThread().isInterrupted() ? "still interrupted" : "forgotten");
                ended.countDown();
            }
        });
        caller.start();
        begun.await();
        caller.interrupt();
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(deployments.run("shop", certificate).failure()).isNull();
        assertThat(runs).containsExactly("still interrupted", "again");
        assertThat(events).hasOnlyElementsOfType(CertificateEvent.Deployed.class);
    }

    /** The thread of a hook that is over, which the next run looks for. */
    private static void interruptedHookEnds() {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("slow-hook"))
                .forEach(thread -> {
                    try {
                        thread.join(TimeUnit.SECONDS.toMillis(30));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    private Deployments withLimit(Duration limit, DeployHook hook) {
        return new Deployments(
                store(),
                List.of(new Deployments.Hook("hook 0", hook, limit)),
                told(),
                clock,
                new Random(1),
                WorkerThreads.daemons("slow-hook"));
    }

    private CertificateEvents told() {
        return new CertificateEvents(List.of(events::add), clock, Duration.ofMinutes(1));
    }

    @Test
    void programThatMayTakeLongerThanACallbackIsGivenItsTime() {
        Duration hour = Duration.ofHours(1);
        assertThat(new Deployments.Hook("slow", DeployHook.command(List.of("/bin/true"), hour)).limit())
                .isGreaterThan(hour);
        assertThat(new Deployments.Hook("callback", deployment -> {}).limit()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void programFindsInItsEnvironmentWhatCertbotAndLegoGive() throws Exception {
        Path out = folder.resolve("out");
        DeployHook.command(
                        "/bin/sh",
                        "-c",
                        "echo \"$RENEWED_LINEAGE|$RENEWED_DOMAINS|$LEGO_CERT_PATH|$LEGO_CERT_KEY_PATH|$1\" > \"$0\"",
                        out.toString(),
                        "$(one; argument)")
                .deploy(deployment(certificate()));

        Path live = folder.resolve("live/shop");
        assertThat(out)
                .hasContent(live + "|shop.example.test www.example.test|" + live.resolve("fullchain.pem") + "|"
                        + live.resolve("privkey.pem") + "|$(one; argument)");
    }

    @Test
    void programThatFailsIsQuotedUpToALength() {
        assertThatExceptionOfType(DeployHookException.class)
                .isThrownBy(() -> DeployHook.command("/bin/sh", "-c", "yes word | head -c 1000000; exit 3")
                        .deploy(deployment(certificate())))
                .withMessageContaining("exit code 3")
                .withMessageContaining("word word")
                .extracting(Throwable::getMessage, as(InstanceOfAssertFactories.STRING))
                .satisfies(text -> assertThat(text).hasSizeLessThan(4500));
        assertThatExceptionOfType(DeployHookException.class)
                .isThrownBy(() ->
                        DeployHook.command(folder.resolve("absent").toString()).deploy(deployment(certificate())))
                .withMessageContaining("could not be started");
        assertThatIllegalArgumentException().isThrownBy(() -> DeployHook.command());
    }

    @Test
    void programThatHangsIsKilledWithItsChildren() throws Exception {
        Path child = folder.resolve("child");
        DeployHook hook = DeployHook.command(
                List.of("/bin/sh", "-c", "sleep 600 & echo $! > \"$0\"; echo begun; wait", child.toString()), SHORT);

        assertThatExceptionOfType(DeployHookException.class)
                .isThrownBy(() -> hook.deploy(deployment(certificate())))
                .withMessageContaining("2.0 s and was killed")
                .withMessageContaining("begun");

        Optional<ProcessHandle> sleeper =
                ProcessHandle.of(Long.parseLong(Files.readString(child).strip()));
        sleeper.map(ProcessHandle::onExit)
                .orElse(CompletableFuture.completedFuture(null))
                .get(1, TimeUnit.MINUTES);
    }

    @Test
    @Timeout(60)
    void programThatIgnoresTheAskingSignalAndWritesWithoutEndIsKilled() {
        DeployHook hook = DeployHook.command(
                List.of("/bin/sh", "-c", "trap '' TERM HUP INT; while :; do echo going on and on; done"), SHORT);

        assertThatExceptionOfType(DeployHookException.class)
                .isThrownBy(() -> hook.deploy(deployment(certificate())))
                .withMessageContaining("2.0 s and was killed")
                .withMessageContaining("going on and on")
                .extracting(Throwable::getMessage, as(InstanceOfAssertFactories.STRING))
                .satisfies(text -> assertThat(text).hasSizeLessThan(4500));
        assertThat(ProcessHandle.current().children())
                .noneMatch(child -> child.info().commandLine().orElse("").contains("going on and on"));
    }

    @Test
    void programThatLeavesAChildBehindIsDoneWhenItEnds() throws Exception {
        Path child = folder.resolve("child");
        DeployHook.command("/bin/sh", "-c", "sleep 600 & echo $! > \"$0\"", child.toString())
                .deploy(deployment(certificate()));

        ProcessHandle left = ProcessHandle.of(
                        Long.parseLong(Files.readString(child).strip()))
                .orElseThrow();
        assertThat(left.isAlive()).as("a daemon is the hook's own affair").isTrue();
        left.destroyForcibly();
    }
}
