package io.gatehouse.proxy.internal.apache;

import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import java.util.Optional;

/** The file that mod_authn_file reads: a name, a colon and a hash a line, with no quotes and no blocks. */
final class ApacheUserGrammar extends Grammar {
    ApacheUserGrammar() {
        super("");
    }

    @Override
    protected Optional<String> refusal(String value) {
        return Optional.empty();
    }

    @Override
    protected String quoted(String value) {
        return value;
    }

    @Override
    protected String opening(Node.Directive directive, String arguments) {
        throw new IllegalStateException("a file of users has no blocks");
    }

    @Override
    protected String closing(Node.Directive directive) {
        throw new IllegalStateException("a file of users has no blocks");
    }

    @Override
    protected String terminator() {
        return "";
    }
}
