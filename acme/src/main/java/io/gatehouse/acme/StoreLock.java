package io.gatehouse.acme;

/**
 * A name that nobody else works on, in this process or another, from {@link CertificateStore#lock} until it is closed.
 *
 * <p>It belongs to whoever holds the object: any thread may close it, and asking for the same name again while holding it
 * waits like for anybody else's.
 */
public interface StoreLock extends AutoCloseable {
    /** Lets the next one in. A second call does nothing, and no call throws. */
    @Override
    void close();
}
