package io.gatehouse.crypto;

/**
 * One setting that the key of a URI takes. Immutable.
 *
 * @param name lower case with hyphens ({@code secret-access-key})
 * @param isRequired whether the key cannot be opened without it
 * @param meaning what to put there, in a few words, for error messages and documentation
 */
public record KeySetting(String name, boolean isRequired, String meaning) {

    /** A setting that the key cannot be opened without. */
    public static KeySetting required(String name, String meaning) {
        return new KeySetting(name, true, meaning);
    }

    /** A setting with a default, or one that matters only together with others. */
    public static KeySetting optional(String name, String meaning) {
        return new KeySetting(name, false, meaning);
    }
}
