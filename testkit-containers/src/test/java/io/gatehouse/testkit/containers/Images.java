package io.gatehouse.testkit.containers;

/** The images the tests run in: the public ones, or those that the environment names where none can be pulled. */
final class Images {
    private Images() {}

    static String of(String what, String otherwise) {
        String given = System.getenv("GATEHOUSE_" + what + "_IMAGE");
        return given == null ? otherwise : given;
    }
}
