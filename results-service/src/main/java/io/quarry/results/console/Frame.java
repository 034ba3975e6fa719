package io.quarry.results.console;

import io.quarry.results.access.Browsers;
import io.quarry.results.access.Sessions.Session;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is around every page.
 *
 * @param title of the page
 * @param section of the navigation that it belongs to
 * @param csrf what forms carry; empty when nobody is logged in
 * @param theme light or dark when the user chose one; empty: as the system has it
 * @param same how to get this without the page; null when there is no other way
 * @param charts whether the page draws any
 */
public record Frame(
        String title,
        String section,
        String csrf,
        String theme,
        @Nullable Same same,
        boolean charts) {
    private static final Set<String> THEMES = Set.of("light", "dark");

    static Frame of(HttpServletRequest request, String title, String section, @Nullable Same same) {
        String csrf = request.getAttribute(Browsers.SESSION) instanceof Session session ? session.csrf() : "";
        return new Frame(title, section, csrf, theme(request), same, false);
    }

    Frame withCharts() {
        return new Frame(title, section, csrf, theme, same, true);
    }

    /** Name of the field of forms that carries {@link #csrf}. */
    public String csrfField() {
        return Browsers.CSRF_FIELD;
    }

    private static String theme(HttpServletRequest request) {
        return Optional.ofNullable(request.getCookies()).stream()
                .flatMap(Stream::of)
                .filter(c -> c.getName().equals("quarry-theme"))
                .map(Cookie::getValue)
                .filter(THEMES::contains)
                .findFirst()
                .orElse("");
    }
}
