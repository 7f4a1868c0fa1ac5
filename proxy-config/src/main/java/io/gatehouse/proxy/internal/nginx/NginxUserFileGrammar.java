package io.gatehouse.proxy.internal.nginx;

import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import java.util.Optional;

/** The file of {@code auth_basic_user_file}: a name, a colon and a hash on each line, all typed, none quoted. */
final class NginxUserFileGrammar extends Grammar {
    NginxUserFileGrammar() {
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
        return arguments;
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
