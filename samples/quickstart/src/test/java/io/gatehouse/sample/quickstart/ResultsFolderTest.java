package io.gatehouse.sample.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFolderTest {
    @TempDir
    Path folder;

    @Test
    void aNewFolderIsMade() {
        ResultsFolder results = ResultsFolder.prepare(folder.resolve("a/b"));

        assertThat(results.part("proxy")).isEmptyDirectory();
    }

    @Test
    void anEarlierRunIsCleared() throws IOException {
        Path results = folder.resolve("results");
        Path left = ResultsFolder.prepare(results).part("certificates").resolve("left.pem");
        Files.writeString(left, "from before");

        ResultsFolder.prepare(results);

        assertThat(left).doesNotExist();
    }

    @Test
    void aFolderWithSomethingElseInItIsLeftAlone() throws IOException {
        Path theirs = Files.createDirectories(folder.resolve("certificates")).resolve("theirs.pem");
        Files.writeString(theirs, "somebody's");

        assertThatThrownBy(() -> ResultsFolder.prepare(folder))
                .isInstanceOf(ResultsFolder.UnusableException.class)
                .hasMessageContaining("holds files that no quickstart wrote");
        assertThat(theirs).hasContent("somebody's");
        assertThat(folder.resolve("report.html")).doesNotExist();
    }

    @Test
    void whereNothingCanBeWrittenTheRunDoesNotBegin() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        ByteArrayOutputStream errors = new ByteArrayOutputStream();

        int exit = Quickstart.run(
                file.resolve("results"),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8));

        assertThat(exit).isEqualTo(2);
        assertThat(errors.toString(StandardCharsets.UTF_8)).startsWith("quickstart: the results have no place.");
        assertThat(file).hasContent("in the way");
    }
}
