package io.gatehouse.postgres.hba;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Files of every quality, from sound to broken, each the same again for the same seed. */
final class HbaSamples {
    private final Random random;
    private final boolean sound;
    private final StringBuilder text = new StringBuilder();

    private HbaSamples(long seed) {
        this.random = new Random(seed);
        // Neighbouring seeds give alike first numbers.
        random.nextInt();
        this.sound = random.nextBoolean();
    }

    static String hba(long seed) {
        HbaSamples samples = new HbaSamples(seed);
        int lines = 1 + samples.random.nextInt(6);
        for (int i = 0; i < lines; i++) {
            samples.hbaLine();
            samples.text.append(samples.any(HbaWords.BREAKS));
        }
        String whole = samples.text.toString();
        String mutated = samples.mutated();
        return asksDns(mutated) ? whole : mutated;
    }

    /** The server looks up RADIUS servers by name, and no test reaches beyond this machine. */
    private static boolean asksDns(String content) {
        return content.replaceAll("radiusservers=(127\\.0\\.0\\.1|\"127\\.0\\.0\\.1,::1\"|\"\")(?=[\\s\\\\,#]|$)", "")
                .contains("radiusservers");
    }

    static String ident(long seed) {
        HbaSamples samples = new HbaSamples(seed);
        int lines = 1 + samples.random.nextInt(6);
        for (int i = 0; i < lines; i++) {
            int fields = samples.random.nextInt(10) == 0 ? samples.random.nextInt(5) : 3;
            for (int field = 0; field < fields; field++) {
                samples.text
                        .append(samples.any(samples.sound ? HbaWords.SOUND_NAMES : HbaWords.NAMES))
                        .append(samples.any(HbaWords.SEPARATORS));
            }
            samples.text.append(samples.any(HbaWords.BREAKS));
        }
        return samples.mutated();
    }

    private void hbaLine() {
        switch (random.nextInt(12)) {
            case 0 -> text.append("# a comment \"").append(any(HbaWords.NAMES));
            case 1 ->
                text.append(any(List.of(
                        "include other.conf",
                        "include_if_exists nowhere.conf",
                        "include_dir dir",
                        "include missing.conf",
                        "include bad.conf",
                        "\"include\" other.conf",
                        "include other.conf more",
                        "include_dir missing",
                        "include_dir \"\"",
                        "include @listed",
                        "include",
                        "include_if_exists other.conf,x")));
            case 2 -> text.append("");
            default -> {
                if (sound) {
                    soundRule();
                } else {
                    rule();
                }
            }
        }
    }

    private void soundRule() {
        String type = any(HbaWords.TYPES.subList(0, 7));
        text.append(type).append(any(HbaWords.SEPARATORS)).append(list()).append(any(HbaWords.SEPARATORS));
        text.append(list()).append(any(HbaWords.SEPARATORS));
        if (type.equals("local")) {
            text.append(any(List.of("peer", "trust", "peer map=m", "ident", "scram-sha-256", "reject")));
        } else {
            text.append(any(HbaWords.SOUND_ADDRESSES)).append(any(HbaWords.SEPARATORS));
            text.append(any(
                    type.equals("hostssl") && random.nextBoolean() ? HbaWords.SOUND_TLS_ENDS : HbaWords.SOUND_ENDS));
        }
    }

    private void rule() {
        String type = any(HbaWords.TYPES);
        field(type);
        field(list());
        field(list());
        if (!type.equals("local") || random.nextInt(20) == 0) {
            field(any(HbaWords.ADDRESSES));
        }
        field(any(HbaWords.METHODS));
        if (random.nextInt(2) == 0) {
            field(any(HbaWords.SOUND_OPTIONS));
        }
        for (int options = random.nextInt(3); options > 0 && random.nextInt(2) == 0; options--) {
            field(any(HbaWords.OPTIONS));
        }
        if (random.nextInt(5) == 0) {
            text.append("# why");
        }
    }

    private void field(String value) {
        if (random.nextInt(60) != 0) {
            text.append(value).append(any(HbaWords.SEPARATORS));
        }
    }

    private String list() {
        List<String> from = sound ? HbaWords.SOUND_NAMES : HbaWords.NAMES;
        List<String> names = new ArrayList<>(List.of(any(from)));
        while (random.nextInt(3) == 0) {
            names.add(any(from));
        }
        return String.join(any(List.of(",", ",", ", ", ",,", ",\\\n")), names);
    }

    private String mutated() {
        for (int changes = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0; changes > 0; changes--) {
            int at = random.nextInt(text.length() + 1);
            char c = HbaWords.MUTATIONS.charAt(random.nextInt(HbaWords.MUTATIONS.length()));
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, c);
                case 1 -> text.delete(at, Math.min(text.length(), at + 1));
                case 2 -> text.setLength(at);
                default -> text.replace(at, Math.min(text.length(), at + 1), String.valueOf(c));
            }
        }
        return text.toString();
    }

    /** Short texts of what means something in an expression. */
    static String regex(long seed) {
        Random random = new Random(seed);
        StringBuilder regex = new StringBuilder();
        for (int count = 1 + random.nextInt(7); count > 0; count--) {
            regex.append(HbaWords.PIECES.get(random.nextInt(HbaWords.PIECES.size())));
        }
        return regex.toString();
    }

    private String any(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
