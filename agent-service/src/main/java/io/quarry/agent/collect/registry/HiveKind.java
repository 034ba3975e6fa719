package io.quarry.agent.collect.registry;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a hive file is to Windows, told by the keys below its root, and by the name it was loaded from where they don't say. */
enum HiveKind {
    SOFTWARE,
    SYSTEM,
    USER,
    CLASSES,
    OTHER;

    /**
     * @param names of the subkeys of the root, folded
     * @param root name of the root key
     * @param file end of the path the hive was loaded from
     */
    static HiveKind of(Set<String> names, String root, @Nullable String file) {
        if (names.contains("select") && names.stream().anyMatch(name -> name.startsWith("controlset"))) {
            return SYSTEM;
        }
        if (names.contains("software") && (names.contains("control panel") || names.contains("environment"))) {
            return USER;
        }
        if (names.contains("microsoft") && (names.contains("classes") || names.contains("policies"))) {
            return SOFTWARE;
        }
        if (root.toLowerCase(Locale.ROOT).endsWith("_classes")) {
            return CLASSES;
        }
        return byFile(
                file == null ? "" : file.substring(file.lastIndexOf('\\') + 1).toLowerCase(Locale.ROOT));
    }

    private static HiveKind byFile(String file) {
        return switch (file) {
            case "software" -> SOFTWARE;
            case "system" -> SYSTEM;
            case "ntuser.dat", "ntuser.man", "default" -> USER;
            case "usrclass.dat" -> CLASSES;
            default -> OTHER;
        };
    }
}
