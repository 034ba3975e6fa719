package io.quarry.schemas;

import java.util.Set;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Since 1.12.2 Avro loads a class that a schema names only when it is told to trust it: a schema may come from anywhere.
 * Ours are the generated ones and nothing else.
 */
public final class TrustedRecords {
    private static final Set<String> PACKAGES = Set.of("io.quarry.model", "io.quarry.jobs");

    static {
        ClassSecurityPredicate others = ClassSecurityValidator.getGlobal();
        ClassSecurityPredicate ours = type -> PACKAGES.contains(type.getPackageName());
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(others, ours));
    }

    private TrustedRecords() {}

    /** Has happened once the class is loaded; the readers and codecs of this package call it themselves. */
    public static void install() {
        // the static block did it
    }
}
