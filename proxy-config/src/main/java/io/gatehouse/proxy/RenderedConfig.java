package io.gatehouse.proxy;

import io.gatehouse.core.SecureFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A server's configuration as printed: files by their path relative to one folder. Holds no secret.
 *
 * @param entry the file to start the server with (standalone), or to include or install (otherwise)
 * @param files each file's content
 * @param notes what a person should know: settings this version could only meet in part, and what to do outside the file
 */
public record RenderedConfig(String entry, SortedMap<String, String> files, List<String> notes) {
    /**
     * Copies the collections.
     *
     * @throws IllegalArgumentException if the entry is not among the files or a path leaves the folder
     */
    public RenderedConfig {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        notes = List.copyOf(notes);
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
}
