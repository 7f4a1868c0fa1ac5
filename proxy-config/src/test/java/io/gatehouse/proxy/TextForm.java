package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.IpAddress;
import java.nio.file.Path;
import java.util.Locale;

/** How texts of a kind are held by the model, and what a harmless one of the same shape looks like. */
enum TextForm {
    /** A host name, the star of a wildcard aside. */
    HOST {
        @Override
        String core(String text) {
            return DomainName.of(text).base().text();
        }

        @Override
        String twin(String text) {
            DomainName name = DomainName.of(text);
            return (name.isWildcard() ? "*." : "") + host(core(text).length());
        }
    },
    /** What stands between {@code http://} and the port. */
    URL_HOST {
        @Override
        String core(String text) {
            boolean bracket = text.startsWith("[") && text.endsWith("]");
            return Identifier.parse(bracket ? text.substring(1, text.length() - 1) : text)
                    .text();
        }

        @Override
        String twin(String text) {
            String core = core(text);
            boolean name = Identifier.parse(core) instanceof DomainName;
            return name ? host(core.length()) : core.contains(":") ? "[2001:db8::77]" : "192.0.2.77";
        }
    },
    ADDRESS {
        @Override
        String core(String text) {
            return IpAddress.of(text).text();
        }

        @Override
        String twin(String text) {
            return IpAddress.of(text).isV6() ? "2001:db8::77" : "192.0.2.77";
        }
    },
    RANGE {
        @Override
        String core(String text) {
            return Cidr.of(text).toString();
        }

        @Override
        String twin(String text) {
            return Cidr.of(text).address().isV6() ? "2001:db8:77::/48" : "192.0.2.0/24";
        }
    },
    /** An absolute path of the machine, its first slash aside. */
    FILE {
        @Override
        String core(String text) {
            return Path.of(text).toString().substring(1);
        }

        @Override
        String twin(String text) {
            return core(text).isEmpty() ? "/" : "/" + HARMLESS;
        }
    },
    /** A path in URLs, its first and last slash aside. */
    ROUTE {
        @Override
        String core(String text) {
            return text.substring(1, Math.max(1, text.length() - (text.endsWith("/") ? 1 : 0)));
        }

        @Override
        String twin(String text) {
            return core(text).isEmpty() ? text : "/" + HARMLESS + (text.endsWith("/") ? "/" : "");
        }
    },
    TEXT {
        @Override
        String core(String text) {
            return text;
        }

        @Override
        String twin(String text) {
            return HARMLESS;
        }
    },
    /** A text for people, which nginx holds otherwise if there is a dollar sign in it. */
    REALM {
        @Override
        String core(String text) {
            return text;
        }

        @Override
        String twin(String text) {
            return (text.contains("$") ? "$" : "") + HARMLESS;
        }
    },
    MEDIA_TYPE {
        @Override
        String core(String text) {
            return text.toLowerCase(Locale.ROOT);
        }

        @Override
        String twin(String text) {
            // On the same side of the type beside it, as they are printed in order.
            int side = core(text).compareTo("text/html");
            return side == 0 ? text : (side < 0 ? "audio/" : "video/") + HARMLESS;
        }
    },
    ORIGIN {
        @Override
        String core(String text) {
            return WebOrigin.of(text).toString();
        }

        @Override
        String twin(String text) {
            WebOrigin origin = WebOrigin.of(text);
            return origin.scheme().text() + "://" + (origin.isWildcard() ? "*." : "") + HARMLESS + ".example";
        }
    },
    CSP_SOURCE {
        @Override
        String core(String text) {
            return text;
        }

        @Override
        String twin(String text) {
            return "https://" + HARMLESS + ".example";
        }
    },
    /** A bcrypt hash: the cost stays. */
    HASH {
        @Override
        String core(String text) {
            return text;
        }

        @Override
        String twin(String text) {
            return text.substring(0, 7) + HARMLESS + "x".repeat(53 - HARMLESS.length());
        }
    },
    /** A word from a list of ours, so that no other is ever taken. */
    KNOWN {
        @Override
        String core(String text) {
            return text;
        }

        @Override
        String twin(String text) {
            return text;
        }
    };

    private static final String HARMLESS = "harmless";
    private static final int LABEL = 50;

    /** What must be found in the file for a text that the model has taken; empty if there is nothing to look for. */
    abstract String core(String text);

    /** A harmless text, from which the file would look the same but for the core. */
    abstract String twin(String text);

    /** Of the given length where it can be, on which sizes of hash tables depend. */
    private static String host(int length) {
        int rest = length - HARMLESS.length() - ".example".length();
        StringBuilder name = new StringBuilder(HARMLESS + "x".repeat(Math.max(0, rest)));
        for (int dot = LABEL; dot < name.length() - 1; dot += LABEL + 1) {
            name.setCharAt(dot, '.');
        }
        return name.append(".example").toString();
    }
}
