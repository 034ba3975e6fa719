package io.quarry.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeysTest {
    /** RFC 8032, section 7.1, test 2: public key, message 72, signature. */
    private static final String RFC_KEY = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";

    private static final String RFC_SIGNATURE = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    @Test
    void rawKeyOfTheRfcVerifiesItsSignature() throws Exception {
        PublicKey key = Keys.fromRaw(HexFormat.of().parseHex(RFC_KEY));
        Signature signature = Signature.getInstance(Keys.ALGORITHM);
        signature.initVerify(key);
        signature.update((byte) 0x72);
        assertThat(signature.verify(HexFormat.of().parseHex(RFC_SIGNATURE))).isTrue();
        assertThat(HexFormat.of().formatHex(Keys.raw(key))).isEqualTo(RFC_KEY);
    }

    @Test
    void rawKeyRoundTrip() {
        KeyPair pair = Keys.generate();
        assertThat(Keys.fromRaw(Keys.raw(pair.getPublic()))).isEqualTo(pair.getPublic());
        assertThat(Keys.id(pair.getPublic())).isEqualTo(Ids.assetId(Keys.raw(pair.getPublic())));
    }

    @Test
    void otherLengthsAreNoKey() {
        assertThatThrownBy(() -> Keys.fromRaw(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Keys.fromRaw(new byte[33])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ofManyThatMakeTheSameKeyOneDoes(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("key.pem");
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            Set<String> ids = new TreeSet<>();
            Callable<KeyPair> make = () -> Keys.loadOrCreate(file);
            for (Future<KeyPair> made : pool.invokeAll(Collections.nCopies(8, make))) {
                ids.add(Keys.id(made.get().getPublic()));
            }
            assertThat(ids).containsExactly(Keys.id(Keys.loadOrCreate(file).getPublic()));
        } finally {
            pool.shutdownNow();
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void keyFileIsMadeOnceForItsOwnerOnly(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a/b/key.pem");
        KeyPair made = Keys.loadOrCreate(file);
        KeyPair read = Keys.loadOrCreate(file);
        assertThat(Keys.raw(read.getPublic())).isEqualTo(Keys.raw(made.getPublic()));
        assertThat(read.getPrivate()).isEqualTo(made.getPrivate());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file.getParent()).isDirectoryContaining("glob:**key.pem");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void keyFileThatIsNoneIsNotReplaced(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("key.pem");
        Files.writeString(file, Keys.publicPem(Keys.generate().getPublic()));
        String before = Files.readString(file);
        assertThatThrownBy(() -> Keys.loadOrCreate(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("key.pem holds no Ed25519 key pair");
        assertThat(file).hasContent(before);
    }

    @Test
    void pinnedKeysAreAllRead(@TempDir Path folder) throws IOException {
        KeyPair one = Keys.generate();
        KeyPair two = Keys.generate();
        Path file = folder.resolve("signing-keys.pem");
        Files.writeString(file, "# a comment\n" + Keys.publicPem(one.getPublic()) + Keys.publicPem(two.getPublic()));
        assertThat(Keys.readPublic(file)).containsExactly(one.getPublic(), two.getPublic());
        Files.writeString(file, "nothing");
        assertThatThrownBy(() -> Keys.readPublic(file)).hasMessageContaining("holds no PUBLIC KEY block");
    }

    @Test
    void privateKeysAreNotTakenForPinnedOnes(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("key.pem");
        KeyPair pair = Keys.loadOrCreate(file);
        assertThat(Keys.readPublic(file)).containsExactly(pair.getPublic());
    }

    @Test
    void anotherKindOfKeyIsRefused(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("rsa.pem");
        Files.writeString(
                file,
                Keys.publicPem(java.security.KeyPairGenerator.getInstance("RSA")
                        .generateKeyPair()
                        .getPublic()));
        assertThatThrownBy(() -> Keys.readPublic(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not Ed25519");
    }
}
