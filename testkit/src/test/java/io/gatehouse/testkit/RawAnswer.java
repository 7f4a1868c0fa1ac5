package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/** What the CA answered. */
record RawAnswer(int status, HttpHeaders headers, String body) {

    Map<String, Object> json() {
        try {
            return JsonUtil.parseJson(body);
        } catch (JoseException e) {
            throw new AssertionError("not JSON: " + body, e);
        }
    }

    String text(String member) {
        return Objects.requireNonNull((String) json().get(member), () -> "no " + member + " in " + body);
    }

    List<String> texts(String member) {
        List<?> list = Objects.requireNonNull((List<?>) json().get(member), () -> "no " + member + " in " + body);
        return list.stream().map(String.class::cast).toList();
    }

    RawAnswer object(String member) {
        Map<?, ?> map = Objects.requireNonNull((Map<?, ?>) json().get(member), () -> "no " + member + " in " + body);
        return new RawAnswer(status, headers, toJson(map));
    }

    List<RawAnswer> objects(String member) {
        List<?> list = Objects.requireNonNull((List<?>) json().get(member), () -> "no " + member + " in " + body);
        return list.stream()
                .map(element -> new RawAnswer(status, headers, toJson((Map<?, ?>) element)))
                .toList();
    }

    private static String toJson(Map<?, ?> map) {
        Map<String, Object> json = new LinkedHashMap<>();
        map.forEach((key, value) -> json.put((String) key, value));
        return JsonUtil.toJson(json);
    }

    String header(String name) {
        return headers.firstValue(name).orElseThrow(() -> new AssertionError("no header " + name + " in " + headers));
    }

    RawAnswer require(int expected) {
        assertThat(status).as(body).isEqualTo(expected);
        return this;
    }

    /** It is the RFC's problem document of that type, with a fresh nonce to try again with. */
    void requireProblem(int expected, String type) {
        require(expected);
        assertThat(header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(text("type")).as(body).isEqualTo("urn:ietf:params:acme:error:" + type);
        assertThat(text("detail")).isNotBlank();
        assertThat(header("Replay-Nonce")).isNotBlank();
    }
}
