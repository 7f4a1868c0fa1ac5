package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.internal.Token;
import java.util.LinkedHashMap;
import java.util.Map;

/** The short placeholders of the Caddyfile, which JSON does not know. */
final class CaddyPlaceholders {
    private static final Map<String, String> LONG_FORMS = longForms();

    private CaddyPlaceholders() {}

    /** A constant with its placeholders in the long form; a value of the model has none. */
    static Token longForm(Token token) {
        if (token instanceof Token.Value || token.text().indexOf('{') < 0) {
            return token;
        }
        String text = token.text();
        StringBuilder out = new StringBuilder(2 * text.length());
        int done = 0;
        for (int brace = text.indexOf('{'); brace >= 0; brace = text.indexOf('{', brace + 1)) {
            for (Map.Entry<String, String> form : LONG_FORMS.entrySet()) {
                if (text.startsWith(form.getKey(), brace)) {
                    out.append(text, done, brace).append(form.getValue());
                    done = brace + form.getKey().length();
                }
            }
        }
        return Token.text(out.append(text, done, text.length()).toString());
    }

    private static Map<String, String> longForms() {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("{host}", "{http.request.host}");
        forms.put("{uri}", "{http.request.uri}");
        forms.put("{path}", "{http.request.uri.path}");
        forms.put("{remote_host}", "{http.request.remote.host}");
        forms.put("{client_ip}", "{http.vars.client_ip}");
        forms.put("{header.", "{http.request.header.");
        forms.put("{vars.", "{http.vars.");
        forms.put("{re.", "{http.regexp.");
        forms.put("{err.", "{http.error.");
        return forms;
    }
}
