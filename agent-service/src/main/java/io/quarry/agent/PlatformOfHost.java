package io.quarry.agent;

import io.quarry.model.Platform;
import java.util.Locale;

/** Which family of operating systems the agent runs on. */
public final class PlatformOfHost {
    private PlatformOfHost() {}

    public static Platform current() {
        return of(System.getProperty("os.name", ""));
    }

    static Platform of(String osName) {
        String name = osName.toLowerCase(Locale.ROOT);
        if (name.startsWith("linux")) {
            return Platform.LINUX;
        }
        if (name.startsWith("windows")) {
            return Platform.WINDOWS;
        }
        return name.startsWith("mac") ? Platform.MACOS : Platform.OTHER;
    }
}
