package io.gatehouse.core.spi;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the one provider that answers to a name.
 *
 * <p>A provider works only after it was named: adding a jar changes nothing by itself, and where two jars bring the same
 * name neither wins. The caller passes its own {@link ServiceLoader}, since only the module that declares {@code uses}
 * may load the service.
 */
public final class ProviderLookup {
    private ProviderLookup() {}

    /**
     * The one provider whose name is the wanted one. A provider that cannot be loaded is passed over and shows up in the
     * error, should there be one.
     *
     * @param kind what is looked for, in words: {@code "DNS provider"}
     * @param loader the caller's loader for the service
     * @param name reads a provider's name
     * @param wanted the name from the user's setting; compared exactly
     * @throws ProviderLookupException if no provider or more than one has that name
     */
    public static <P> P byName(String kind, ServiceLoader<P> loader, Function<? super P, String> name, String wanted) {
        List<P> matches = new ArrayList<>();
        List<String> found = new ArrayList<>();
        Iterator<P> providers = loader.iterator();
        while (advance(providers, name, wanted, matches, found)) {
            // Each step has noted what it found.
        }
        if (matches.size() == 1) {
            return matches.get(0);
        }
        throw new ProviderLookupException(explain(kind, wanted, matches.size(), found), wanted, found);
    }

    /** Takes one provider, or notes why one cannot be loaded; false at the end. */
    private static <P> boolean advance(
            Iterator<P> providers,
            Function<? super P, String> name,
            String wanted,
            List<P> matches,
            List<String> found) {
        try {
            if (!providers.hasNext()) {
                return false;
            }
            P provider = providers.next();
            String itsName = name.apply(provider);
            found.add(describe(itsName, provider.getClass()));
            if (itsName.equals(wanted)) {
                matches.add(provider);
            }
            return true;
        } catch (ServiceConfigurationError e) {
            String note = "one that cannot be loaded: " + e.getMessage();
            // The iterator goes on after an error; the same one again means that it does not get past it.
            return !found.contains(note) && found.add(note);
        }
    }

    private static String explain(String kind, String wanted, int matches, List<String> found) {
        String what = matches == 0
                ? "No " + kind + " is named \"" + wanted + "\"."
                : matches + " providers answer to the name \"" + wanted + "\" as " + kind + ".";
        String list = found.isEmpty()
                ? " None is on the class or module path: add the provider's artifact to the build."
                : found.stream().map(line -> "\n  " + line).collect(Collectors.joining("", " Found:", ""));
        String remedy = found.isEmpty()
                ? ""
                : matches == 0
                        ? "\nUse one of these names, or add the missing provider's artifact to the build."
                        : "\nRemove all but one of them from the build.";
        return what + list + remedy;
    }

    private static String describe(String name, Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        String jar = source == null || source.getLocation() == null
                ? "the JDK"
                : source.getLocation().toString();
        return "\"" + name + "\", " + type.getName() + ", from " + jar;
    }
}
