package io.gatehouse.acme;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.SecureFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Locks that the operating system holds for us, on one empty file for each name, so that they end with the process. The
 * file says who holds it, its time says since when; files stay, for taking one away would let two in.
 *
 * <p>POSIX locks belong to a process, and closing any channel of a file gives up the process's lock on it. So within the
 * process threads take turns before they open the file, and the turns are the JVM's: the one thing here that is static,
 * because what it guards is. Safe for use by many threads.
 */
final class LockFolder {
    private static final ConcurrentHashMap<Path, Turn> TURNS = new ConcurrentHashMap<>();
    private static final Set<StandardOpenOption> OPEN =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final Duration LONGEST_PATIENCE = Duration.ofDays(365);
    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 100;
    private static final int LONGEST_HOLDER = 300;

    private final Path folder;

    LockFolder(Path folder) {
        this.folder = folder;
    }

    StoreLock lock(String name, Duration patience) {
        Path file = file(name);
        Deadline deadline = Deadline.in(patience.compareTo(LONGEST_PATIENCE) < 0 ? patience : LONGEST_PATIENCE);
        Turn turn = TURNS.compute(file, (path, known) -> (known == null ? new Turn() : known).joined());
        boolean held = false;
        try {
            if (!turn.free.tryAcquire(deadline.leftNanos(), TimeUnit.NANOSECONDS)) {
                throw gaveUp(name, file, patience, "another thread of this process, pid " + pid());
            }
            FileLock lock = null;
            try {
                lock = acquire(name, file, patience, deadline, turn);
            } finally {
                if (lock == null) {
                    turn.free.release();
                }
            }
            held = true;
            return new Held(file, turn, lock);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CertificateStoreException("Interrupted while waiting for the lock " + file + ".", e);
        } catch (IOException e) {
            throw DirectoryStore.failed("lock", file, e);
        } finally {
            if (!held) {
                leave(file);
            }
        }
    }

    /** The file of a name's lock; in its real folder, so that every way to it takes the same turn. */
    private Path file(String name) {
        String file = FileNames.encode(name);
        try {
            SecureFiles.createDirectories(folder);
            return folder.toRealPath().resolve(file);
        } catch (IOException | GatehouseException e) {
            throw DirectoryStore.failed("lock a name in", folder, e);
        }
    }

    private static FileLock acquire(String name, Path file, Duration patience, Deadline deadline, Turn turn)
            throws IOException, InterruptedException {
        FileChannel channel = turn.open(file);
        FileLock lock = null;
        try {
            long pause = FIRST_PAUSE_MILLIS;
            lock = tryLock(channel, turn);
            while (lock == null) {
                if (deadline.leftNanos() == 0) {
                    throw gaveUp(name, file, patience, holder(channel));
                }
                Thread.sleep(Math.min(pause, 1 + TimeUnit.NANOSECONDS.toMillis(deadline.leftNanos())));
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
                lock = tryLock(channel, turn);
            }
            turn.keptOpen = null;
            sign(channel);
            if (!lock.isValid()) {
                throw new InterruptedException("interrupted, which closes a channel");
            }
            return lock;
        } catch (IOException | InterruptedException | CertificateStoreException e) {
            if (turn.keptOpen == null) {
                channel.close();
            }
            throw e;
        }
    }

    /** @return null if another process has it */
    private static @Nullable FileLock tryLock(FileChannel channel, Turn turn) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // This class was loaded twice in one JVM, as by two applications of one container, and the other one holds
            // the lock: to close our channel would give it up for them. Keep it for the next try.
            turn.keptOpen = channel;
            return null;
        }
    }

    /** Best effort: a disk too full for a line of text has room for a lock. */
    private static void sign(FileChannel channel) {
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(("pid " + pid() + " on " + host()).getBytes(StandardCharsets.UTF_8)), 0);
        } catch (IOException e) {
            // The file then names no holder, or the one before.
            return;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(LONGEST_HOLDER);
        channel.read(text, 0);
        String holder = StandardCharsets.UTF_8.decode(text.flip()).toString();
        return holder.isEmpty() ? "a process that did not say which it is" : holder;
    }

    private static CertificateStoreException gaveUp(String name, Path file, Duration patience, String holder) {
        String since;
        try {
            since = " since " + Files.getLastModifiedTime(file);
        } catch (IOException e) {
            since = "";
        }
        return new CertificateStoreException(
                "\"" + name + "\" is being worked on by " + holder + since + ", and was not free after " + patience
                        + ". Wait for it to be done, or end it: its lock " + file + " ends with it.",
                null);
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "a host without a name";
        }
    }

    private static void leave(Path file) {
        TURNS.compute(file, (path, turn) -> turn == null || turn.left() ? null : turn);
    }

    /** Whose turn it is in this JVM; there is one while anybody wants the lock. */
    private static final class Turn {
        final Semaphore free = new Semaphore(1, true);
        /** Guarded by {@link #free}. */
        @Nullable
        FileChannel keptOpen;
        /** Guarded by the map. */
        private int users;

        Turn joined() {
            users++;
            return this;
        }

        boolean left() {
            users--;
            return users == 0 && keptOpen == null;
        }

        FileChannel open(Path file) throws IOException {
            FileChannel kept = keptOpen;
            return kept == null || !kept.isOpen() ? FileChannel.open(file, OPEN) : kept;
        }
    }

    private record Deadline(long nanoTime) {
        static Deadline in(Duration patience) {
            return new Deadline(System.nanoTime() + patience.toNanos());
        }

        long leftNanos() {
            return Math.max(0, nanoTime - System.nanoTime());
        }
    }

    private static final class Held implements StoreLock {
        private final Path file;
        private final Turn turn;
        private final FileLock lock;
        private final AtomicBoolean closed = new AtomicBoolean();

        Held(Path file, Turn turn, FileLock lock) {
            this.file = file;
            this.turn = turn;
            this.lock = lock;
        }

        @Override
        public void close() {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
            try {
                // Closing gives the lock up, even where it fails: the file descriptor is gone either way.
                lock.acquiredBy().close();
            } catch (IOException e) {
                return;
            } finally {
                turn.free.release();
                leave(file);
            }
        }

        @Override
        public String toString() {
            return "StoreLock[" + file + "]";
        }
    }
}
