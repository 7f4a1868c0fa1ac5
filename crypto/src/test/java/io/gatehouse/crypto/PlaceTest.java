package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PlaceTest {
    @Test
    void encodesFieldsWithTagAndLength() {
        Place place = new Place(null, "t", "é", "17", "k");

        assertThat(place.encoded()).containsExactly(2, 0, 1, 't', 3, 0, 2, 0xc3, 0xa9, 4, 0, 2, '1', '7', 5, 0, 1, 'k');
    }

    @Test
    void refusesAnEmptyField() {
        assertThatThrownBy(() -> Place.of("access_key", "", "17"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column");
        assertThatThrownBy(() -> Place.of("access_key", "secret", 17).withTenant(""))
                .hasMessageContaining("tenant");
    }

    @Test
    void refusesAFieldWhoseLengthDoesNotFit() {
        assertThat(Place.of("t", "c", "é".repeat(32767)).encoded()).hasSize(4 + 4 + 3 + 65534);
        assertThatThrownBy(() -> Place.of("t", "c", "é".repeat(32768))).hasMessageContaining("65536");
    }

    @Test
    void refusesHalfACharacter() {
        assertThatThrownBy(() -> Place.of("t", "c", "\ud800")).hasMessageContaining("not valid Unicode");
    }

    @Test
    void printsOnOneShortLine() {
        assertThat(Place.of("access_key", "secret", 17).withTenant("acme").withType("ssh"))
                .hasToString("acme/access_key.secret[17]:ssh");
        assertThat(Place.of("t", "c", "a\r\nb").toString()).isEqualTo("t.c[a??b]");
        assertThat(Place.of("t", "c", "x".repeat(1000)).toString()).hasSizeLessThan(100);
    }
}
