package io.gatehouse.proxy;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.proxy.internal.ByFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A server's configuration as printed: files by their path relative to one folder, {@code /} between the parts. Holds no
 * secret but the password hashes of basic authentication.
 *
 * @param entry the file to start the server with (standalone), or to include or install (otherwise)
 * @param files each file's content
 * @param notes what a person should know: settings this version could only meet in part, and what to do outside the file
 * @param explanations for each file and each of its lines, why it is there; a file may be missing
 * @param confidential the files that hold password hashes, which the server may read and nobody else
 */
public record RenderedConfig(
        String entry,
        SortedMap<String, String> files,
        List<String> notes,
        SortedMap<String, List<Optional<Explanation>>> explanations,
        Set<String> confidential) {
    /**
     * Copies the collections.
     *
     * @throws IllegalArgumentException if the entry or a confidential file is not among the files, or a path leaves the folder
     */
    public RenderedConfig {
        files = ByFile.copyOf(files);
        notes = List.copyOf(notes);
        if (!(explanations instanceof ByFile)) {
            SortedMap<String, List<Optional<Explanation>>> lines = new TreeMap<>(explanations);
            lines.replaceAll((file, reasons) -> List.copyOf(reasons));
            explanations = ByFile.copyOf(lines);
        }
        confidential = Set.copyOf(confidential);
        if (!files.containsKey(entry) || !files.keySet().containsAll(confidential)) {
            throw new IllegalArgumentException(
                    "The entry " + entry + " or one of " + confidential + " is not among the files " + files.keySet());
        }
    }

    /** A configuration without secrets, whose lines nobody explains. */
    public RenderedConfig(String entry, SortedMap<String, String> files, List<String> notes) {
        this(entry, files, notes, new TreeMap<>(), Set.of());
    }

    /**
     * Why a line is there: the model's field that it prints, or the rule that made it. Empty for an empty line, and for a
     * comment that belongs to nothing. Takes the same time for every line of every file that has explanations.
     *
     * @param line from 1
     * @throws IllegalArgumentException if there is no such file or line
     */
    public Optional<Explanation> explain(String file, int line) {
        String content = content(file);
        List<Optional<Explanation>> reasons = explanations.get(file);
        long lines = reasons == null ? content.lines().count() : reasons.size();
        if (line < 1 || line > lines) {
            throw new IllegalArgumentException(file + " has no line " + line + "; it has 1 to " + lines);
        }
        return reasons == null ? Optional.empty() : reasons.get(line - 1);
    }

    /** A file's content with the field or rule behind each line, for reading; no server reads it. */
    public String annotated(String file) {
        List<String> lines = content(file).lines().toList();
        List<Optional<Explanation>> reasons = explanations.getOrDefault(file, List.of());
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String why = i < reasons.size()
                    ? reasons.get(i).map(Explanation::toString).orElse("")
                    : "";
            out.append(lines.get(i))
                    .append(why.isEmpty() ? "" : "    <- " + why)
                    .append('\n');
        }
        return out.toString();
    }

    /** One file's content. */
    public String content(String file) {
        String content = files.get(file);
        if (content == null) {
            throw new IllegalArgumentException("There is no file " + file + "; there are " + files.keySet());
        }
        return content;
    }

    /** The entry's content. */
    public String entryContent() {
        return content(entry);
    }

    /** The files that are new, gone, or other than in an earlier configuration. */
    public SortedSet<String> changedSince(RenderedConfig earlier) {
        NavigableSet<String> changed = ByFile.copyOf(files).differences(ByFile.copyOf(earlier.files));
        Stream.concat(confidential.stream(), earlier.confidential.stream())
                .filter(file -> isConfidential(file) != earlier.isConfidential(file))
                .forEach(changed::add);
        return changed;
    }

    /**
     * Writes the files below a folder, each replaced at once and never half-written, the entry last. Their mode is 0644; that
     * of confidential ones is 0640, and one that was there before hands its group on, since the server's workers read such
     * files with each request. Folders are made, owner only, where they do not exist.
     *
     * @return the entry's path
     * @throws io.gatehouse.core.SecureFileException if a file cannot be written or a link stands in its place
     */
    public Path writeTo(Path folder) {
        SecureFiles.createDirectories(folder);
        write(folder, files.keySet());
        return folder.resolve(entry);
    }

    /**
     * Writes as {@link #writeTo(Path)}, but only the files that differ from an earlier configuration, which must be the one
     * that stands in the folder, and removes in the end those of it that are here no more.
     *
     * @return the entry's path
     * @throws io.gatehouse.core.SecureFileException if a file cannot be written or removed, or a link stands in its place
     */
    public Path writeTo(Path folder, RenderedConfig earlier) {
        SortedSet<String> changed = changedSince(earlier);
        SortedSet<String> gone = new TreeSet<>(changed);
        gone.removeAll(files.keySet());
        changed.removeAll(gone);
        SecureFiles.createDirectories(folder);
        write(folder, changed);
        gone.forEach(file -> SecureFiles.delete(folder.resolve(file)));
        return folder.resolve(entry);
    }

    /** Files are written before those that may include them. */
    private void write(Path folder, Set<String> names) {
        Set<Path> made = new HashSet<>();
        Comparator<String> entryLast = Comparator.comparing(entry::equals);
        names.stream()
                .sorted(entryLast.thenComparing(file -> file.indexOf('/') < 0))
                .forEach(file -> {
                    Path target = folder.resolve(file);
                    Path parent = target.getParent();
                    if (parent != null && made.add(parent)) {
                        SecureFiles.createDirectories(parent);
                    }
                    byte[] content = content(file).getBytes(StandardCharsets.UTF_8);
                    if (isConfidential(file)) {
                        SecureFiles.writeForGroup(target, content);
                    } else {
                        SecureFiles.writePublic(target, content);
                    }
                });
    }

    private boolean isConfidential(String file) {
        return !confidential.isEmpty() && confidential.contains(file);
    }

    /** The files' names, not what is in them: that may hold password hashes. */
    @Override
    public String toString() {
        return "RenderedConfig[entry=" + entry + ", files=" + files.keySet() + ", notes=" + notes + "]";
    }
}
