/** The test kit's PostgreSQL, nginx and Pebble in containers, for machines where Docker answers. */
module io.gatehouse.testkit.containers {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.core;
    requires transitive io.gatehouse.testkit;
    requires transitive org.junit.jupiter.api;
    // Only its annotations, which the compiler meets in docker-java.
    requires static com.fasterxml.jackson.annotation;
    requires com.github.dockerjava.api;
    requires org.opentest4j;
    requires testcontainers;

    exports io.gatehouse.testkit.containers;
}
