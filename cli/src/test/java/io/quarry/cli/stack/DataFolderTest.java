package io.quarry.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.schemas.Keys;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
    @Test
    void oneStackForEachFolder(@TempDir Path folder) throws Exception {
        try (DataFolder first = DataFolder.open(folder)) {
            assertThat(first.root()).isEqualTo(folder);
            assertThatThrownBy(() -> DataFolder.open(folder))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("Another `quarry up` runs in " + folder);
        }
        DataFolder.open(folder).close();
    }

    @Test
    void secretsAreTheOwnersAndStay(@TempDir Path folder) throws Exception {
        try (DataFolder data = DataFolder.open(folder.resolve("new"))) {
            data.signingKey();
            data.signingKey();
            String token = data.token();
            assertThat(token).hasSizeGreaterThan(40).isEqualTo(data.token());
            assertThat(permissions(data.tokenFile())).isEqualTo("rw-------");
            assertThat(permissions(data.root())).isEqualTo("rwx------");
            assertThat(Keys.readPublic(data.trust())).hasSize(1);
        }
    }

    @Test
    void aFileIsNoDataFolder(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> DataFolder.open(file))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("--data");
    }

    @Test
    void portsComeBackUnlessTaken(@TempDir Path folder) throws Exception {
        Ports first = Ports.load(folder.resolve("ports"));
        int broker = first.port("broker");
        int registry = first.port("registry");
        assertThat(first.port("broker")).isEqualTo(broker).isNotEqualTo(registry);
        first.save();
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(Ports.LOOPBACK, registry));
            Ports second = Ports.load(folder.resolve("ports"));
            assertThat(second.port("broker")).isEqualTo(broker);
            assertThat(second.port("registry")).isNotEqualTo(registry);
        }
    }

    @Test
    void theStackStartedLastIsTheOneToAsk(@TempDir Path folder) throws Exception {
        StackPointer pointer = new StackPointer(folder.resolve("config/stacks"));
        assertThat(pointer.address()).isEmpty();
        Path first = folder.resolve("first.json");
        Path second = folder.resolve("second.json");
        new Address("http://127.0.0.1:1", "t", "b", "r").write(first);
        new Address("http://127.0.0.1:2", "t", "b", "r").write(second);
        pointer.add(first);
        pointer.add(second);
        assertThat(pointer.address().orElseThrow().url()).endsWith(":2");
        pointer.remove(second);
        assertThat(pointer.address().orElseThrow().url()).endsWith(":1");
        Files.delete(first);
        assertThat(pointer.address()).isEmpty();
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
