package io.gatehouse.proxy;

import java.util.Locale;

/**
 * A directive of a Content-Security-Policy that takes sources. {@code frame-ancestors} is not among them: {@link Framing}
 * says it, once for every header that has it.
 */
public enum CspDirective {
    /** What holds for every kind that is not named. */
    DEFAULT_SRC,
    /** Scripts. */
    SCRIPT_SRC,
    /** Styles. */
    STYLE_SRC,
    /** Images. */
    IMG_SRC,
    /** Fonts. */
    FONT_SRC,
    /** What scripts may talk to, WebSockets included. */
    CONNECT_SRC,
    /** Sound and film. */
    MEDIA_SRC,
    /** Plug-ins. */
    OBJECT_SRC,
    /** Frames in the page. */
    FRAME_SRC,
    /** Workers. */
    WORKER_SRC,
    /** The application's manifest. */
    MANIFEST_SRC,
    /** What relative addresses may be relative to. */
    BASE_URI,
    /** Where forms may be sent. */
    FORM_ACTION;

    /** As it stands in the header. */
    public String headerName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
