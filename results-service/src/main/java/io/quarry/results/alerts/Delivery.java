package io.quarry.results.alerts;

/** How far an alert is on its way to its webhook. */
enum Delivery {
    /** Still to be posted, or to be posted again. */
    PENDING,
    /** Somebody answered with 2xx. */
    DELIVERED,
    /** Given up, see {@code last_error}. */
    FAILED
}
