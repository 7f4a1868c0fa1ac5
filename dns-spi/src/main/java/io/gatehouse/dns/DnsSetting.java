package io.gatehouse.dns;

/**
 * One setting that a provider understands. Immutable.
 *
 * @param name its key, lower case with hyphens ({@code tsig-key})
 * @param isRequired whether the provider cannot start without it
 * @param meaning what to put there, in a few words, for error messages and documentation
 */
public record DnsSetting(String name, boolean isRequired, String meaning) {

    /** A setting that the provider cannot start without. */
    public static DnsSetting required(String name, String meaning) {
        return new DnsSetting(name, true, meaning);
    }

    /** A setting with a default, or one that matters only together with others. */
    public static DnsSetting optional(String name, String meaning) {
        return new DnsSetting(name, false, meaning);
    }
}
