package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SecretTest {

    @Property
    void bytesComeBackAndCopiesAreApart(@ForAll byte[] bytes) {
        byte[] given = bytes.clone();
        Secret secret = Secret.ofBytes(given);
        Arrays.fill(given, (byte) 0x55);
        Arrays.fill(secret.exposeBytes(), (byte) 0x77);

        assertThat(secret.exposeBytes()).isEqualTo(bytes);
        assertThat(secret.byteLength()).isEqualTo(bytes.length);
        assertThat(secret).isEqualTo(Secret.ofBytes(bytes)).hasSameHashCodeAs(Secret.ofBytes(bytes));
    }

    @Test
    void adoptsAnArrayAndLendsItWithoutACopy() {
        byte[] content = {1, 2, 3};
        Secret secret = Secret.adopt(content);

        boolean same = secret.exposeContent(lent -> lent == content);
        assertThat(same).isTrue();

        secret.close();
        assertThat(content).containsOnly(0);
        assertThatThrownBy(() -> secret.exposeContent(lent -> lent.length)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void textIsUtf8() {
        String text = "p\u00e4ss \ud83d\udd11";
        Secret secret = Secret.ofText(text.toCharArray());

        assertThat(secret).isEqualTo(Secret.ofText(text));
        assertThat(secret.exposeBytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(secret.exposeChars()).isEqualTo(text.toCharArray());
        assertThat(secret.exposeText()).isEqualTo(text);
        assertThat(Secret.ofText("").byteLength()).isZero();
    }

    @Test
    void whatIsNoTextIsRefusedWithoutShowingIt() {
        assertThatThrownBy(() -> Secret.ofText("abc\ud83d"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("abc");
        assertThatThrownBy(() ->
                        Secret.ofBytes(new byte[] {'a', 'b', 'c', (byte) 0xff}).exposeText())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("exposeBytes")
                .hasMessageNotContaining("abc")
                .hasNoCause();
    }

    @Test
    void showsNothing() {
        Secret secret = Secret.ofText("hunter2");

        assertThat(secret).hasToString("Secret[redacted]");
        assertThat(String.valueOf(List.of(secret))).doesNotContain("hunter2");
    }

    @Test
    void javaSerialisationIsRefused() {
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream())
                        .writeObject(Set.of(Secret.ofText("hunter2"))))
                .isInstanceOf(NotSerializableException.class);
    }

    // What Gson (fields that are not transient) and Jackson (getters) would write.
    @Test
    void reflectiveWritersFindNothingOfTheContent() {
        for (Field field : Secret.class.getDeclaredFields()) {
            int modifiers = field.getModifiers();
            assertThat(Modifier.isStatic(modifiers) || Modifier.isTransient(modifiers))
                    .as(field.getName())
                    .isTrue();
        }
        List<String> getters = new ArrayList<>();
        for (Method method : Secret.class.getMethods()) {
            if (method.getParameterCount() == 0
                    && method.getDeclaringClass() == Secret.class
                    && method.getName().matches("(get|is)[A-Z].*")) {
                getters.add(method.getName());
            }
        }
        assertThat(getters).containsExactly("isClosed");
    }

    @Test
    void closeWipes() throws Exception {
        Secret secret = Secret.ofText("hunter2");
        Field content = Secret.class.getDeclaredField("content");
        content.setAccessible(true);
        secret.close();
        secret.close();

        assertThat((byte[]) content.get(secret)).containsOnly(0);
        assertThat(secret.isClosed()).isTrue();
        assertThatThrownBy(secret::exposeBytes).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(secret::exposeText).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(secret::byteLength).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> secret.withBytes(bytes -> bytes.length)).isInstanceOf(IllegalStateException.class);
        assertThat(secret).isNotEqualTo(Secret.ofBytes(new byte[7]));
    }

    @Test
    void hashCodeSurvivesClosing() {
        Secret secret = Secret.ofText("hunter2");
        Set<Secret> set = Set.of(secret);
        secret.close();

        assertThat(set).contains(secret);
    }

    @Test
    void hashCodeIsNotTheContents() {
        byte[] bytes = "hunter2".getBytes(StandardCharsets.UTF_8);

        assertThat(Secret.ofBytes(bytes).hashCode()).isNotEqualTo(Arrays.hashCode(bytes));
    }

    @Test
    void lentCopyIsWipedAfterwardsEvenOnFailure() {
        Secret secret = Secret.ofText("hunter2");
        List<byte[]> lent = new ArrayList<>();

        int length = secret.withBytes(bytes -> {
            lent.add(bytes);
            return bytes.length;
        });
        assertThatThrownBy(() -> secret.withBytes(bytes -> {
                    lent.add(bytes);
                    throw new IllegalArgumentException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(length).isEqualTo(7);
        assertThat(lent).hasSize(2).allSatisfy(bytes -> assertThat(bytes).containsOnly(0));
        assertThat(secret.exposeText()).isEqualTo("hunter2");
    }

    @Test
    void randomSecretsDiffer() {
        assertThat(Secret.random(32)).isNotEqualTo(Secret.random(32));
        assertThat(Secret.random(5).byteLength()).isEqualTo(5);
        assertThatThrownBy(() -> Secret.random(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
