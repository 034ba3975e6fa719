package io.quarry.schemas;

/** The registry refused a schema because readers or writers of an earlier version would break. */
public final class IncompatibleSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public IncompatibleSchemaException(String subject, String answer) {
        super("the schema of " + subject + " is not fully compatible with its earlier version: " + answer);
    }
}
