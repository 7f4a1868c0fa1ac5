package io.gatehouse.proxy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Tuple;

/** Texts made of what some configuration language means something by, of what none does, and of anything at all. */
final class NastyTexts implements ArbitrarySupplier<String> {
    @Override
    public Arbitrary<String> get() {
        Arbitrary<String> pieces = Arbitraries.of(
                "${HOME}",
                "{$HOME}",
                "{env.HOME}",
                "$host",
                "%[env(HOME)]",
                "%{ENV:HOME}",
                "; return 200",
                "\"; }",
                "';",
                "\\\"",
                "\\",
                "\\\\",
                "`",
                "<<EOF",
                "import ",
                " # ",
                "*/",
                "..",
                "//",
                "../../etc",
                "|/bin/sh",
                "unix:",
                "expr=",
                ">",
                "<If true>",
                "</Location>",
                "\n",
                "\r\n",
                "\t",
                "\u0000",
                "\u007f",
                "\ud800",
                "\udc00",
                "\u2028",
                "é",
                "漢",
                "😀",
                "{",
                "}",
                "[::1]",
                "@",
                "~",
                "^~",
                "= ",
                "-",
                "--",
                "%",
                "%%",
                "'",
                "\"",
                "$");
        Arbitrary<String> plain = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('0', '9')
                .withChars(" ._-,:;/+()&!=")
                .ofMaxLength(12);
        Arbitrary<String> anything = Arbitraries.strings().all().ofMaxLength(12);
        return Arbitraries.frequencyOf(Tuple.of(4, pieces), Tuple.of(3, plain), Tuple.of(1, anything))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(parts -> String.join("", parts));
    }
}
