package io.quarry.agent.collect.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quarry.jobs.RegistryKeyFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which keys of a hive are found. */
class HiveSearchTest extends WrittenHive {
    @Test
    void searchesByExpressionsAndDepth() throws IOException {
        PlantedKey root = PlantedHive.key("root");
        for (String name : List.of("Alpha", "Beta", "C++", ".txt", "xtxt", "{00-1}")) {
            root.with(PlantedHive.key(name)
                    .with(PlantedHive.key("One").with(PlantedHive.key("Deep").with(PlantedHive.key("Deeper")))));
        }
        Path hive = plant(root);
        assertThat(Searched.of(hive, 0, "alpha\\ONE").paths()).containsExactly("Alpha\\One");
        assertThat(Searched.of(hive, 0, "(alpha|beta)").paths()).containsExactly("Alpha", "Beta");
        assertThat(Searched.of(hive, 0, ".*a\\o.e").paths()).containsExactly("Alpha\\One", "Beta\\One");
        assertThat(Searched.of(hive, 0, "alph").paths()).as("whole names").isEmpty();
        assertThat(Searched.of(hive, 0, "C++").paths())
                .as("no valid expression: a name")
                .containsExactly("C++");
        assertThat(Searched.of(hive, 0, "{00-1}").paths()).containsExactly("{00-1}");
        assertThat(Searched.of(hive, 0, ".txt").paths()).containsExactlyInAnyOrder(".txt", "xtxt");
        assertThat(Searched.of(hive, 0, "[.]txt").paths()).containsExactly(".txt");
        assertThat(Searched.of(hive, 1, "Alpha").paths()).containsExactly("Alpha", "Alpha\\One");
        assertThat(Searched.of(hive, 2, "Alpha").rows())
                .extracting(RegistryKeyFinding::getDepth)
                .containsExactly(0, 1, 2);
        assertThat(Searched.of(hive, -1, "Alpha").paths()).hasSize(4);
        assertThat(Searched.of(hive, -1, "\\").paths()).hasSize(1 + 6 * 4).startsWith("\\");
        assertThat(Searched.of(hive, 0, "\\Alpha\\", "Alpha", "al.*").rows())
                .as("once, however often")
                .hasSize(1);
        assertThat(Searched.of(hive, -1, "Alpha\\One", "Alpha").rows())
                .filteredOn(row -> row.getKeyPath().equals("Alpha\\One"))
                .extracting(RegistryKeyFinding::getDepth)
                .as("of several the nearest")
                .containsExactly(0);
    }

    @Test
    void opensAPlainNameWithoutReadingTheOthers() throws IOException {
        PlantedKey broken = PlantedHive.key("Broken");
        PlantedKey root =
                PlantedHive.key("root").with(broken, PlantedHive.key("Sound").text("v", "x"));
        byte[] bytes = new PlantedHive().write(root);
        bytes[4096 + broken.offset + 4] = 'x';
        Path hive = Files.write(folder.resolve("hive"), bytes);
        Searched expression = Searched.of(hive, 0, "S.*");
        assertThat(expression.paths()).containsExactly("Sound");
        assertThat(expression.problems()).extracting(Problem::getReason).containsOnly(ProblemReason.MALFORMED);
        assertThat(expression.problems().get(0).getDetail()).contains(String.valueOf(4096 + broken.offset + 4));
    }

    @Test
    void findsPersistenceByTheKindOfHive() throws IOException {
        byte[] select = {2, 0, 0, 0};
        PlantedKey run = PlantedHive.key("Run").text("Evil", "c:\\e.exe");
        PlantedKey user = PlantedHive.key("root")
                .with(
                        PlantedHive.key("Environment")
                                .text("UserInitMprLogonScript", "x.bat")
                                .text("TEMP", "t"),
                        PlantedHive.key("Software")
                                .with(PlantedHive.key("Microsoft")
                                        .with(PlantedHive.key("Windows")
                                                .with(PlantedHive.key("CurrentVersion")
                                                        .with(run)))));
        Files.write(folder.resolve("user"), new PlantedHive().write(user));
        PlantedKey system = PlantedHive.key("root")
                .with(
                        PlantedHive.key("Select").value("Current", 4, select),
                        set("ControlSet001"),
                        set("ControlSet002"));
        Files.write(folder.resolve("system"), new PlantedHive().write(system));
        Searched found = Searched.with(params -> {
            params.setPersistent(true);
            params.setHiveFiles(List.of(folder + "/*"));
        });
        assertThat(found.problems()).isEmpty();
        assertThat(found.rows())
                .extracting(
                        RegistryKeyFinding::getPersistenceCategory,
                        RegistryKeyFinding::getKeyPath,
                        RegistryKeyFinding::getValueName)
                .contains(
                        tuple("RUN", "Software\\Microsoft\\Windows\\CurrentVersion\\Run", "Evil"),
                        tuple("LOGON_SCRIPT", "Environment", "UserInitMprLogonScript"),
                        tuple("SERVICE", "ControlSet002\\Services\\Bad", "ImagePath"),
                        tuple("SERVICE", "ControlSet002\\Services\\Bad\\Parameters", "ServiceDll"))
                .hasSize(4);
        Searched named = Searched.of(folder.resolve("system"), 0, "CurrentControlSet\\Services\\Bad");
        assertThat(named.paths()).containsExactly("ControlSet002\\Services\\Bad");
    }

    private static PlantedKey set(String name) {
        return PlantedHive.key(name)
                .with(PlantedHive.key("Services")
                        .with(PlantedHive.key("Bad")
                                .text("ImagePath", "bad.exe")
                                .text("Comment", "no location")
                                .with(PlantedHive.key("Parameters").text("ServiceDll", "bad.dll"))));
    }
}
