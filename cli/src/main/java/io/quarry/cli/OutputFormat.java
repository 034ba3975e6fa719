package io.quarry.cli;

/** How results are written. */
enum OutputFormat {
    /** For people. */
    TABLE,
    /** One object a line, names as in the Avro schemas, instants in UTC. */
    JSON,
    /** For findings. */
    CSV
}
