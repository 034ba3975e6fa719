package io.quarry.results.console;

/** A page that can't be shown because a scheduler said no, or nothing. */
final class PageFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    PageFailure(Hunts.Reply reply) {
        super(message(reply));
        this.status = reply.status();
    }

    int status() {
        return status;
    }

    private static String message(Hunts.Reply reply) {
        String violation =
                reply.body().path("violations").path(0).path("message").asString("");
        return violation.isEmpty() ? reply.detail() : violation;
    }
}
