package io.gatehouse.proxy;

import io.gatehouse.core.SecureFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A server's configuration as printed: files by their path relative to one folder. Holds no
 * secret but the password hashes of basic authentication.
 *
 * @param entry the file to start the server with (standalone), or to include or install (otherwise)
 * @param files each file's content
 * @param notes what a person should know: settings this version could only meet in part, and what to do outside the file
 * @param explanations for each file and each of its lines, why it is there; a file may be missing
 */
public record RenderedConfig(
        String entry,
        SortedMap<String, String> files,
        List<String> notes,
        SortedMap<String, List<Optional<Explanation>>> explanations) {
    /**
     * Copies the collections.
     *
     * @throws IllegalArgumentException if the entry is not among the files or a path leaves the folder
     */
    public RenderedConfig {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        notes = List.copyOf(notes);
        SortedMap<String, List<Optional<Explanation>>> lines = new TreeMap<>();
        explanations.forEach((file, reasons) -> lines.put(file, List.copyOf(reasons)));
        explanations = Collections.unmodifiableSortedMap(lines);
        if (!files.containsKey(entry)) {
            throw new IllegalArgumentException("The entry " + entry + " is not among the files " + files.keySet());
        }
        for (String file : files.keySet()) {
            Path path = Path.of(file);
            if (path.isAbsolute() || !path.equals(path.normalize()) || path.startsWith("..")) {
                throw new IllegalArgumentException("The file " + file + " is not below the configuration's folder");
            }
        }
    }

    /** A configuration whose lines nobody explains. */
    public RenderedConfig(String entry, SortedMap<String, String> files, List<String> notes) {
        this(entry, files, notes, new TreeMap<>());
    }

    /**
     * Why a line is there: the model's field that it prints, or the rule that made it. Empty for an empty line, and for a
     * comment that belongs to nothing.
     *
     * @param line from 1
     * @throws IllegalArgumentException if there is no such file or line
     */
    public Optional<Explanation> explain(String file, int line) {
        long lines = content(file).lines().count();
        if (line < 1 || line > lines) {
            throw new IllegalArgumentException(file + " has no line " + line + "; it has 1 to " + lines);
        }
        List<Optional<Explanation>> reasons = explanations.getOrDefault(file, List.of());
        return line > reasons.size() ? Optional.empty() : reasons.get(line - 1);
    }

    /** A file's content with the field or rule behind each line, for reading; no server reads it. */
    public String annotated(String file) {
        List<String> lines = content(file).lines().toList();
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            List<Optional<Explanation>> reasons = explanations.getOrDefault(file, List.of());
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

    /**
     * Writes the files below a folder, each replaced at once and never half-written, mode 0644. The folder is made, owner
     * only, where it does not exist.
     *
     * @return the entry's path
     * @throws io.gatehouse.core.SecureFileException if a file cannot be written or a link stands in its place
     */
    public Path writeTo(Path folder) {
        SecureFiles.createDirectories(folder);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path target = folder.resolve(file.getKey());
            Path parent = target.getParent();
            if (parent != null) {
                SecureFiles.createDirectories(parent);
            }
            SecureFiles.writePublic(target, file.getValue().getBytes(StandardCharsets.UTF_8));
        }
        return folder.resolve(entry);
    }

    /** The files' names, not what is in them: that may hold password hashes. */
    @Override
    public String toString() {
        return "RenderedConfig[entry=" + entry + ", files=" + files.keySet() + ", notes=" + notes + "]";
    }
}
