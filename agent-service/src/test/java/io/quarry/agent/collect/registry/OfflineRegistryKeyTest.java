package io.quarry.agent.collect.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.RegistryKeyFinding;
import io.quarry.jobs.RegistryKeyParams;
import io.quarry.model.Platform;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the job makes of its parameters where there is no live registry. */
class OfflineRegistryKeyTest {
    @TempDir
    private Path folder;

    private Path hive;

    @BeforeEach
    void plant() throws IOException {
        hive = Files.write(
                folder.resolve("HIVE.DAT"),
                new PlantedHive()
                        .write(PlantedHive.key("root")
                                .with(PlantedHive.key("Key").text("v", "x"))));
    }

    @Test
    void isUnsupportedForLiveHives() {
        Searched found = Searched.with(params -> {
            params.setRegistryKeys(List.of("SOFTWARE"));
            params.setSearchHklm(true);
        });
        assertThat(found.rows()).isEmpty();
        assertThat(found.verdict()).isInstanceOf(Verdict.Unsupported.class);
        assertThat(((Verdict.Unsupported) found.verdict()).reason()).contains("Windows");
        assertThat(Searched.with(params -> params.setPersistent(true)).verdict())
                .isInstanceOf(Verdict.Unsupported.class);
        assertThat(new OfflineRegistryKey().runsOn(Platform.LINUX)).isTrue();
        assertThat(new OfflineRegistryKey().runsOn(Platform.WINDOWS)).isFalse();
    }

    @Test
    void searchesFilesAndSaysWhatOfTheRestItCannot() {
        Searched found = Searched.with(params -> {
            params.setHiveFiles(List.of(hive.toString()));
            params.setRegistryKeys(List.of("Key", "hklm\\SOFTWARE", "HKEY_USERS\\.*"));
            params.setSearchHklm(true);
            params.setSearchHkcu(true);
            params.setSearchHkcr(true);
            params.setSearchHku(true);
            params.setSearchHkcc(true);
        });
        assertThat(found.verdict()).isInstanceOf(Verdict.Done.class);
        assertThat(found.paths()).containsExactly("Key");
        assertThat(found.problems())
                .extracting(Problem::getItem)
                .containsExactly(
                        "search_hkcr",
                        "search_hkcu",
                        "search_hklm",
                        "search_hku",
                        "search_hkcc",
                        "hklm\\SOFTWARE",
                        "HKEY_USERS\\.*");
        assertThat(found.problems()).extracting(Problem::getReason).containsOnly(ProblemReason.UNSUPPORTED_ON_PLATFORM);
    }

    @Test
    void findsFilesByGlobsAndReadsEachOnce() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("a/b/c"));
        Files.copy(hive, deep.resolve("hive.dat"));
        Files.createSymbolicLink(folder.resolve("a/link.dat"), hive);
        Files.createSymbolicLink(folder.resolve("a/loop"), folder);
        assertThat(sources(folder + "/**/*.[dD][aA][tT]")).hasSize(2);
        assertThat(sources(folder + "/*/b/?/hive*"))
                .containsExactly(deep.resolve("hive.dat").toString());
        assertThat(sources(hive.toString(), folder + "/H*", folder + "/./HIVE.DAT"))
                .containsExactly(hive.toString());
    }

    private static List<String> sources(String... patterns) {
        Searched found = Searched.with(params -> {
            params.setHiveFiles(List.of(patterns));
            params.setRegistryKeys(List.of("Key"));
        });
        assertThat(found.problems()).isEmpty();
        return found.rows().stream().map(RegistryKeyFinding::getSource).toList();
    }

    @Test
    void saysWhichFilesItCouldNotRead() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), hive);
        Files.writeString(folder.resolve("text"), "no hive");
        assertThat(reason(folder + "/absent")).isEqualTo(ProblemReason.NOT_AVAILABLE);
        assertThat(reason(folder + "/absent*")).isEqualTo(ProblemReason.NOT_AVAILABLE);
        assertThat(reason(folder.toString())).isEqualTo(ProblemReason.SKIPPED);
        assertThat(reason(folder + "/link")).isEqualTo(ProblemReason.SKIPPED);
        assertThat(reason(folder + "/text")).isEqualTo(ProblemReason.MALFORMED);
        assertThat(reason("relative")).isEqualTo(ProblemReason.NOT_AVAILABLE);
        assertThat(reason("/[")).isIn(ProblemReason.MALFORMED, ProblemReason.NOT_AVAILABLE);
    }

    private static ProblemReason reason(String pattern) {
        Searched found = Searched.with(params -> {
            params.setHiveFiles(List.of(pattern));
            params.setRegistryKeys(List.of("Key"));
        });
        assertThat(found.rows()).isEmpty();
        assertThat(found.problems()).hasSize(1);
        return found.problems().get(0).getReason();
    }

    @Test
    void stopsInTheMiddleAndHoldsNoFile() throws IOException {
        PlantedKey root = PlantedHive.key("root");
        for (int i = 0; i < 1_000; i++) {
            root.with(PlantedHive.key("k" + i));
        }
        Files.write(hive, new PlantedHive().write(root));
        RegistryKeyParams params = RegistryKeyParams.newBuilder()
                .setHiveFiles(List.of(hive.toString()))
                .setRegistryKeys(List.of(".*"))
                .build();
        List<RegistryKeyFinding> rows = new ArrayList<>();
        FindingSink<RegistryKeyFinding> ten = new FindingSink<>() {
            @Override
            public void row(RegistryKeyFinding finding) throws StoppedException {
                rows.add(finding);
                checkpoint();
            }

            @Override
            public void problem(Problem problem) {}

            @Override
            public void checkpoint() throws StoppedException {
                if (rows.size() >= 10) {
                    throw new StoppedException("enough");
                }
            }
        };
        assertThatThrownBy(() -> new OfflineRegistryKey().collect(params, ten)).isInstanceOf(StoppedException.class);
        assertThat(rows).hasSize(10);
    }

    @Test
    void theCatalogueIsSound() {
        List<PersistenceCatalogue.Location> locations =
                PersistenceCatalogue.load().locations();
        assertThat(locations).hasSizeGreaterThan(150);
        for (PersistenceCatalogue.Location location : locations) {
            for (KeyPath.Segment segment : location.below("").path().segments()) {
                boolean literal = segment.pattern() == null;
                assertThat(literal && segment.name().matches(".*[*+?()|].*"))
                        .as("%s: '%s' is no valid expression", location.path(), segment.name())
                        .isFalse();
            }
        }
    }
}
