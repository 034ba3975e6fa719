package io.quarry.scheduler.api;

import io.quarry.model.HuntDecision;
import io.quarry.model.HuntRequest;

/** No decision came in time. */
final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnavailableException(HuntRequest request, Exception cause) {
        super(
                "no decision on " + request.getAction() + " of hunt " + request.getHuntId() + " within "
                        + RequestSender.PATIENCE.toSeconds()
                        + " s; it may still be carried out: look at the hunt before asking again",
                cause);
    }

    UnavailableException(HuntDecision decision) {
        super("hunt " + decision.getHuntId() + " was changed (version " + decision.getVersion()
                + "), but this instance does not see it yet");
    }
}
