package com.example.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the jar of the provider does on the class path of somebody's service: nothing, until it is named. */
class PluginJarIT {
    private static final Path JAR = Path.of(System.getProperty("plugin.jar"));

    @TempDir
    Path folder;

    /** Somebody's service. */
    public static final class Service {
        private Service() {}

        /** Names the provider. */
        public static void main(String[] args) {
            try (DnsProvider dns = DnsProviders.named("office", Map.of("token", "token-of-the-office"))) {
                System.out.println("found " + dns.getClass().getSimpleName());
            } catch (RuntimeException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void isFoundByItsNameOnceItsJarIsThere() throws Exception {
        assertTrue(output().startsWith("No DNS provider is named \"office\"."), output());
        assertEquals("found OfficeDns\n", output(JAR));
    }

    @Test
    void twoJarsOfOneNameAreAnError() throws Exception {
        String error = output(JAR, another());
        assertTrue(error.startsWith("2 providers answer to the name \"office\""), error);
        assertTrue(error.contains(JAR.getFileName().toString()) && error.contains("another.jar"), error);
    }

    /** A jar with a provider of that name. The class is another: one class is one provider, in however many jars it lies. */
    private Path another() throws IOException, InterruptedException {
        Path source = Files.createDirectories(folder.resolve("source"));
        Path file = Files.writeString(
                source.resolve("AnotherOfficeFactory.java"),
                """
                public final class AnotherOfficeFactory implements io.gatehouse.dns.DnsProviderFactory {
                    private final com.example.dns.OfficeDnsFactory office = new com.example.dns.OfficeDnsFactory();
                    public String name() { return office.name(); }
                    public java.util.List<io.gatehouse.core.spi.Setting<?>> settings() { return office.settings(); }
                    public io.gatehouse.dns.DnsProvider create(io.gatehouse.core.spi.Settings settings) {
                        return office.create(settings);
                    }
                }
                """);
        Path services = Files.createDirectories(source.resolve("META-INF/services"));
        Files.writeString(services.resolve("io.gatehouse.dns.DnsProviderFactory"), "AnotherOfficeFactory\n");
        run("javac", "-cp", classPath(JAR), file.toString());
        Path jar = folder.resolve("another.jar");
        run("jar", "--create", "--file", jar.toString(), "-C", source.toString(), ".");
        return jar;
    }

    private static String output(Path... jars) throws IOException, InterruptedException {
        return run("java", "-cp", classPath(jars), Service.class.getName());
    }

    /** What the tests see, without the provider's own classes. */
    private static String classPath(Path... jars) {
        Stream<String> others = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(each -> !each.endsWith("classes") || each.endsWith("test-classes"))
                .filter(each -> !each.equals(JAR.toString()));
        return Stream.concat(others, Arrays.stream(jars).map(Path::toString))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String run(String tool, String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", tool).toString()),
                        Arrays.stream(arguments))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
