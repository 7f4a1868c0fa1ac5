package io.gatehouse.proxy.internal.haproxy;

import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import java.util.Optional;
import java.util.regex.Pattern;

/** The files beside {@code haproxy.cfg}, maps and lists of certificates: words between blanks, without any quotes. */
final class HaproxyListGrammar extends Grammar {
    private static final Pattern UNSPEAKABLE = Pattern.compile("[\\s\\[\\]#]");

    HaproxyListGrammar() {
        super("");
    }

    @Override
    protected Optional<String> refusal(String value) {
        return value.isEmpty() || UNSPEAKABLE.matcher(value).find()
                ? Optional.of(
                        "is empty or holds a blank or one of [ ] #, which HAProxy's lists cannot hold; give it another name")
                : Optional.empty();
    }

    @Override
    protected String quoted(String value) {
        return value;
    }

    @Override
    protected String opening(Node.Directive directive, String arguments) {
        throw new IllegalStateException("There are no sections in a list");
    }

    @Override
    protected String closing(Node.Directive directive) {
        return "";
    }

    @Override
    protected String terminator() {
        return "";
    }
}
