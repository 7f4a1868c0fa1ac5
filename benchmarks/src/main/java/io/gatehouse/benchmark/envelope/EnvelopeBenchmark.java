package io.gatehouse.benchmark.envelope;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
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
 * One secret encrypted, and one decrypted, again and again; the cipher is shared by all threads. JMH starts a JVM for each
 * library and size, so that none profits from or pays for what another has warmed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EnvelopeBenchmark {
    /** Who encrypts; all, unless told otherwise. */
    @Param
    public Library library = Library.GATEHOUSE;

    /** How long the secret is. */
    @Param({"32", "1024", "65536"})
    public int bytes;

    private SecretCipher cipher = new SecretCipher(secret -> secret, stored -> stored);
    private byte[] secret = {};
    private byte[] stored = {};

    /**
     * Makes the cipher, the secret, and what is decrypted.
     *
     * @throws GeneralSecurityException if the library refuses its set-up
     */
    @Setup
    public void open() throws GeneralSecurityException {
        cipher = library.open();
        secret = new byte[bytes];
        new SecureRandom().nextBytes(secret);
        stored = cipher.encrypt().apply(secret);
    }

    /**
     * From a secret to what is stored.
     *
     * @param time of this thread
     * @return what is stored, so that it is not optimised away
     * @throws GeneralSecurityException if the library refuses
     */
    @Benchmark
    public byte[] encrypt(ProcessorTime time) throws GeneralSecurityException {
        return cipher.encrypt().apply(secret);
    }

    /**
     * From what is stored to the secret.
     *
     * @param time of this thread
     * @return the secret, so that it is not optimised away
     * @throws GeneralSecurityException if the library refuses
     */
    @Benchmark
    public byte[] decrypt(ProcessorTime time) throws GeneralSecurityException {
        return cipher.decrypt().apply(stored);
    }
}
