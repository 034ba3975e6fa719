package io.quarry.agent.collect.host.packages;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /var/lib/dpkg/status}, line by line: paragraphs as of deb-control(5), of which it keeps what names a package and
 * the digests of its configuration files, as {@code  path md5 [obsolete]}.
 */
final class DpkgStatus {
    private static final String CONFFILES = "Conffiles";
    private static final int MOST_CONFFILES = 10_000;

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final Map<String, String> conffiles = new LinkedHashMap<>();
    private String field = "";

    /**
     * A package that dpkg knows.
     *
     * @param shared several architectures of it may be installed, and their files are told apart by architecture
     * @param conffiles MD5 by path
     */
    record Entry(String name, String version, String architecture, boolean shared, Map<String, String> conffiles) {
        /** Start of the names of its files in the folder {@code info}. */
        String stem() {
            return shared ? name + ":" + architecture : name;
        }
    }

    /** Takes a line; @return the package that it ends, if dpkg has files of it */
    Optional<Entry> line(String line) {
        if (line.isBlank()) {
            return end();
        }
        if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
            if (field.equals(CONFFILES)) {
                conffile(line.strip());
            }
            return Optional.empty();
        }
        int colon = line.indexOf(':');
        field = colon < 0 ? "" : line.substring(0, colon);
        switch (field) {
            case "Package", "Version", "Architecture", "Multi-Arch", "Status" ->
                fields.put(field, line.substring(colon + 1).strip());
            default -> {} // descriptions, dependencies: of no use here
        }
        return Optional.empty();
    }

    /** To be called behind the last line too. */
    Optional<Entry> end() {
        String name = fields.getOrDefault("Package", "");
        Entry entry = new Entry(
                name,
                fields.getOrDefault("Version", ""),
                fields.getOrDefault("Architecture", ""),
                "same".equals(fields.get("Multi-Arch")),
                Map.copyOf(conffiles));
        boolean here = !name.isEmpty()
                && name.indexOf('/') < 0
                && entry.architecture.indexOf('/') < 0
                && !fields.getOrDefault("Status", "").endsWith(" not-installed");
        fields.clear();
        conffiles.clear();
        field = "";
        return here ? Optional.of(entry) : Optional.empty();
    }

    private void conffile(String text) {
        String rest = text.endsWith(" obsolete") ? text.substring(0, text.length() - " obsolete".length()) : text;
        int blank = rest.lastIndexOf(' ');
        if (blank > 0 && conffiles.size() < MOST_CONFFILES && DpkgDatabase.isMd5(rest.substring(blank + 1))) {
            conffiles.put(rest.substring(0, blank), rest.substring(blank + 1));
        }
    }
}
