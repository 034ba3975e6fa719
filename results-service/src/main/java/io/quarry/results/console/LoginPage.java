package io.quarry.results.console;

import io.quarry.results.access.AccessToken;
import io.quarry.results.access.Browsers;
import io.quarry.results.access.LoginCodes;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Login with the token, or with the code of an address that the command line printed. */
@Hidden
@Controller
class LoginPage {
    private final Pages pages;
    private final Browsers browsers;
    private final AccessToken token;
    private final LoginCodes codes;

    LoginPage(Pages pages, Browsers browsers, AccessToken token, LoginCodes codes) {
        this.pages = pages;
        this.browsers = browsers;
        this.token = token;
        this.codes = codes;
    }

    @GetMapping("/login")
    void show(
            @RequestParam(required = false) @Nullable String code,
            @RequestParam(defaultValue = "/") String next,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        boolean known = browsers.session(request).isPresent();
        if (known || (code != null && codes.spend(code) && browsers.login(request, response))) {
            seeOther(response, next);
            return;
        }
        String complaint = code == null ? "" : "This address was used before, or is older than an hour.";
        form(complaint, next, request, response);
    }

    @PostMapping("/login")
    void login(
            @RequestParam(defaultValue = "") String token,
            @RequestParam(defaultValue = "/") String next,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        boolean right = this.token.is(token.strip().getBytes(StandardCharsets.UTF_8));
        if (right && browsers.login(request, response)) {
            seeOther(response, next);
            return;
        }
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        form("This is not the token of this service.", next, request, response);
    }

    @PostMapping("/logout")
    void logout(HttpServletRequest request, HttpServletResponse response) {
        browsers.logout(request, response);
        Pages.goTo(response, Link.to("login"));
    }

    private void form(String complaint, String next, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Frame frame = Frame.of(request, "Log in", "", null);
        pages.show(response, "login", Map.of("frame", frame, "complaint", complaint, "next", next));
    }

    /** Only to our own pages: {@code //host} and {@code /\host} lead elsewhere. */
    private static void seeOther(HttpServletResponse response, String next) {
        boolean own = next.matches("/(?![/\\\\])[\\x21-\\x7e]*");
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", own ? next : "/");
    }
}
