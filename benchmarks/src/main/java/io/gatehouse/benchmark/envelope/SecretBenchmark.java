package io.gatehouse.benchmark.envelope;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.DataKeyStore;
import io.gatehouse.crypto.Envelope;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.Place;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What is left of {@link EnvelopeBenchmark}'s work when nothing is copied into or out of {@link Secret} and {@link Envelope},
 * and no copy is wiped: the difference is what those cost.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 3, time = 1)
public class SecretBenchmark {
    private static final Place PLACE = Place.of(Library.TABLE, Library.COLUMN, Library.ROW);

    /** How long the secret is. */
    @Param({"32", "1024", "65536"})
    public int bytes;

    private final Secret key = Secret.random(32);
    private final EnvelopeCipher cipher = EnvelopeCipher.builder(KeyEncryptionKey.fromBytes(key))
            .dataKeys(DataKeyStore.inMemory())
            .build();
    private Secret secret = key;
    private Envelope envelope = cipher.encrypt(key).boundTo(PLACE);

    /** Makes the secret and its envelope. */
    @Setup
    public void open() {
        secret = Secret.random(bytes);
        envelope = cipher.encrypt(secret).boundTo(PLACE);
    }

    /**
     * From a secret to its envelope.
     *
     * @param time of this thread
     * @return the envelope, so that it is not optimised away
     */
    @Benchmark
    public Envelope encrypt(ProcessorTime time) {
        return cipher.encrypt(secret).boundTo(PLACE);
    }

    /**
     * From an envelope to its secret.
     *
     * @param time of this thread
     * @return the secret, so that it is not optimised away
     */
    @Benchmark
    public Secret decrypt(ProcessorTime time) {
        return cipher.decrypt(envelope).boundTo(PLACE);
    }
}
