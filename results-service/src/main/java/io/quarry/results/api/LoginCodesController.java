package io.quarry.results.api;

import io.quarry.results.access.LoginCodes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/login-codes}: for the command line, which prints an address that logs a browser in once. */
@Tag(name = "access")
@RestController
@RequestMapping(path = "/api/login-codes", produces = MediaType.APPLICATION_JSON_VALUE)
class LoginCodesController {
    private final LoginCodes codes;

    LoginCodesController(LoginCodes codes) {
        this.codes = codes;
    }

    /**
     * @param path to be opened at the web address
     * @param expires_in ISO 8601
     */
    record LoginAddress(String path, String expires_in) {}

    @PostMapping
    @Operation(operationId = "issueLoginCode", summary = "A path that logs a browser in, once and for a short time")
    LoginAddress issue() {
        return new LoginAddress("/login?code=" + codes.issue(), LoginCodes.LIFE.toString());
    }
}
