package io.gatehouse.provider.dns.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Whether a program may be trusted with credentials. */
final class ProgramFile {
    private static final Set<PosixFilePermission> WRITTEN_BY_OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private ProgramFile() {}

    /**
     * What is wrong with the file, and how to mend it; empty if nothing is. Links are followed. Whoever may write the file or
     * its folder decides what runs with our rights. Where files have no modes (Windows) those are not looked at.
     */
    static Optional<String> problem(Path program, boolean needsExecution) {
        if (!Files.isRegularFile(program)) {
            return Optional.of("is " + program + ", where there is no file; check the path");
        }
        if (needsExecution && !Files.isExecutable(program)) {
            return Optional.of("is " + program + ", which this process may not execute; run: chmod u+x " + program);
        }
        if (!needsExecution && !Files.isReadable(program)) {
            return Optional.of("is " + program + ", which this process may not read; run: chmod u+r " + program);
        }
        try {
            Path real = program.toRealPath();
            Path folder = real.getParent();
            return openToOthers(real).or(() -> folder == null ? Optional.empty() : openToOthers(folder));
        } catch (IOException e) {
            return Optional.of(
                    "is " + program + ", whose place cannot be told (" + e.getMessage() + "); check the path");
        }
    }

    private static Optional<String> openToOthers(Path path) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Optional.empty();
        }
        Set<PosixFilePermission> mode;
        try {
            mode = Files.getPosixFilePermissions(path);
        } catch (IOException e) {
            return Optional.of("has the path " + path + ", whose mode cannot be read (" + e.getMessage() + ")");
        }
        if (mode.stream().noneMatch(WRITTEN_BY_OTHERS::contains)) {
            return Optional.empty();
        }
        return Optional.of("is open to others, who may write " + path + " (mode " + PosixFilePermissions.toString(mode)
                + "); run: chmod go-w " + path);
    }
}
