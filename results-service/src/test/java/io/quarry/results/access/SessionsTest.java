package io.quarry.results.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.results.ResultsSettings;
import io.quarry.results.ResultsSettings.StoreSettings;
import io.quarry.results.ResultsSettings.WebhookSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions end with their time and with the token; codes are good once. */
final class SessionsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Instant now = Instant.parse("2026-11-24T20:00:00Z");

    @Test
    void aSessionHoldsUntilItsTimeIsOver() throws IOException {
        Sessions sessions = sessions("token");
        String cookie = sessions.open().orElseThrow();
        String csrf = sessions.read(cookie).orElseThrow().csrf();
        now = now.plus(Sessions.LIFE).minus(1, ChronoUnit.SECONDS);
        assertThat(sessions.read(cookie).orElseThrow().csrf()).isEqualTo(csrf);
        now = now.plus(1, ChronoUnit.SECONDS);
        assertThat(sessions.read(cookie)).isEmpty();
    }

    @Test
    void itOutlivesARestartAndNotANewToken() throws IOException {
        String cookie = sessions("token").open().orElseThrow();
        assertThat(sessions("token").read(cookie)).isPresent();
        assertThat(sessions("another").read(cookie)).isEmpty();
        assertThat(sessions("").read(cookie)).isEmpty();
        assertThat(sessions("").open()).isEmpty();
    }

    @Test
    void everySessionHasItsOwnMarkForForms() throws IOException {
        Sessions sessions = sessions("token");
        String one = sessions.read(sessions.open().orElseThrow()).orElseThrow().csrf();
        String other =
                sessions.read(sessions.open().orElseThrow()).orElseThrow().csrf();
        assertThat(one).isNotEqualTo(other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "1.2", "99999999999.00.x", "x.y.z", "99999999999999999999.00.AAAA"})
    void whatIsForgedIsNoSession(String cookie) throws IOException {
        assertThat(sessions("token").read(cookie)).isEmpty();
    }

    @Test
    void aLongerLifeCanNotBeWrittenIntoACookie() throws IOException {
        Sessions sessions = sessions("token");
        String cookie = sessions.open().orElseThrow();
        assertThat(sessions.read("9" + cookie)).isEmpty();
    }

    @Test
    void aCodeIsGoodOnceAndForAnHour() {
        LoginCodes codes = new LoginCodes(() -> now);
        String code = codes.issue();
        assertThat(codes.spend(code)).isTrue();
        assertThat(codes.spend(code)).isFalse();
        String late = codes.issue();
        now = now.plus(LoginCodes.LIFE);
        assertThat(codes.spend(late)).isFalse();
        assertThat(codes.spend("guessed")).isFalse();
    }

    private Sessions sessions(String token) throws IOException {
        Path file = Files.writeString(Files.createTempFile(folder, "token", ""), token + "\n");
        ResultsSettings settings = new ResultsSettings(
                "",
                "",
                folder,
                folder,
                file,
                List.of(),
                new StoreSettings("1GB", 1),
                Map.of(),
                new WebhookSettings(false, null),
                Map.of());
        return new Sessions(new AccessToken(settings), () -> now);
    }
}
