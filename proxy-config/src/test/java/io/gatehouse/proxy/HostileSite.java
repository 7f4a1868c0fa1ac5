package io.gatehouse.proxy;

import io.gatehouse.core.pki.CertificateBundle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A site that holds one hostile text, for a server to run beside others of its kind.
 *
 * @param sighting where the text is seen
 * @param text the text
 * @param mark what only this site answers
 * @param neighbours who stands behind it
 * @param around what else is in the model
 * @param certificate the site's own certificate, if the text is about that
 */
record HostileSite(
        Sighting sighting,
        String text,
        String mark,
        Neighbours neighbours,
        Surroundings around,
        Optional<CertificateBundle> certificate) {
    /** The site with its text; {@code /home} leads to its mark. */
    Site.Builder builder() {
        Draft draft = sighting.field().holding(text, around);
        draft.route(Route.at("/home").redirect(Redirect.toPath("/" + mark)));
        return draft.site();
    }

    /** The text as the model holds it. */
    Path file() {
        return Path.of(text);
    }
}
