package io.gatehouse.proxy;

import java.util.Locale;

/** A power of the browser that Permissions-Policy can take from a page. */
public enum BrowserFeature {
    /** Motion sensors. */
    ACCELEROMETER,
    /** Playing media unasked. */
    AUTOPLAY,
    /** The camera. */
    CAMERA,
    /** Recording the screen. */
    DISPLAY_CAPTURE,
    /** Filling the screen. */
    FULLSCREEN,
    /** Where the device is. */
    GEOLOCATION,
    /** Orientation sensors. */
    GYROSCOPE,
    /** Compass. */
    MAGNETOMETER,
    /** The microphone. */
    MICROPHONE,
    /** Musical instruments. */
    MIDI,
    /** Payments. */
    PAYMENT,
    /** Making passkeys. */
    PUBLICKEY_CREDENTIALS_CREATE,
    /** Using passkeys. */
    PUBLICKEY_CREDENTIALS_GET,
    /** Keeping the screen on. */
    SCREEN_WAKE_LOCK,
    /** USB devices. */
    USB;

    /** As it stands in the header. */
    public String headerName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
