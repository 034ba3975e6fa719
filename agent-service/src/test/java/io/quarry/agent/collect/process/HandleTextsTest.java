package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.Captured;
import io.quarry.agent.collect.host.MalformedTextException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the kernel says of descriptors, locks, keys and semaphores, as several kernels wrote it. */
class HandleTextsTest {
    private static FdInfo info(String text) throws MalformedTextException {
        byte[] bytes = Captured.bytes(text);
        return FdInfo.parse(bytes, bytes.length);
    }

    @Test
    void readsFdinfoOfSeveralKernels() throws MalformedTextException {
        FdInfo locked = info(
                "pos:\t0\nflags:\t02100002\nmnt_id:\t27\nino:\t12\n"
                        + "lock:\t1: FLOCK  ADVISORY  WRITE 568 fe:00:12 0 EOF\nlock:\t2: POSIX  ADVISORY  READ 568 fe:00:12 10 14\n");
        assertThat(locked.flags()).isEqualTo(02100002);
        assertThat(locked.pid()).isNull();
        assertThat(locked.locks()).extracting(ProcLocks.Lock::kind).containsExactly("FLOCK", "POSIX");
        assertThat(locked.locks()).extracting(ProcLocks.Lock::range).containsExactly("0 EOF", "10 14");
        FdInfo pidfd = info("pos:\t0\nflags:\t02000002\nmnt_id:\t4\nino:\t26908\nPid:\t26907\nNSpid:\t26907\n");
        assertThat(pidfd.pid()).isEqualTo(26907);
        assertThat(info("pos:\t0\nflags:\t02\nPid:\t-1\n").pid()).isEqualTo(-1);
        assertThat(info("pos:\t0\nflags:\t00\n").flags()).isZero(); // Linux 2.6.22, which has no more
        assertThat(info("pos:\t0\nflags:\t04002\neventfd-count:                7\n")
                        .flags())
                .isEqualTo(04002);
        for (String text : new String[] {"", "pos:\t0\n", "flags:\tx\n", "flags:\t-1\n", "flags:\t77777777777777\n"}) {
            assertThatThrownBy(() -> info(text)).isInstanceOf(MalformedTextException.class);
        }
    }

    @Test
    void readsLocks() {
        LockTable table = new LockTable();
        byte[] bytes = Captured.bytes("1: POSIX  ADVISORY  READ  5433 08:01:7864448 128 128\n"
                + "2: FLOCK  ADVISORY  WRITE 2001 08:01:7864554 0 EOF\n"
                + "2: -> FLOCK  ADVISORY  WRITE 2007 08:01:7864554 0 EOF\n"
                + "3: OFDLCK ADVISORY  READ -1 fd:00:99 0 9223372036854775806\n"
                + "4: LEASE  ACTIVE    READ 321 00:2f:5 0 EOF\n"
                + "5: nonsense\n"
                + "6: POSIX  *NOINODE* WRITE 9 <none>:0 0 EOF\n");
        assertThat(table.parse(bytes, bytes.length)).isEqualTo(2);
        assertThat(table.of(5433)).singleElement().satisfies(lock -> {
            assertThat(lock.range()).isEqualTo("128 128");
            assertThat(ProcLocks.device(lock.device())).isEqualTo("08:01");
            assertThat(lock.inode()).isEqualTo(7864448);
        });
        assertThat(table.of(2007).get(0).words()).containsExactly("FLOCK", "ADVISORY", "WRITE", "WAITING");
        assertThat(table.of(-1).get(0).kind()).isEqualTo("OFDLCK");
        assertThat(table.of(321).get(0).strictness()).isEqualTo("ACTIVE");
        assertThat(table.touches(7864554)).isTrue();
        assertThat(table.touches(1)).isFalse();
    }

    @Test
    void readsKeysAndLeavesTheKernelsOut() {
        KeyTable table = new KeyTable();
        byte[] bytes =
                Captured.bytes("052f14d6 I------     1 perm 1f030000     0     0 keyring   .dns_resolver: empty\n"
                        + "009a2028 I--Q---     1 perm 3f010000  1000  1000 user      krb_ccache:primary: 12\n"
                        + "1806c4ba I--Q---     1 perm 3f010000  1000  1000 keyring   _pid: 2\n"
                        + "25d3a08f I--Q---     1 9m 1f3f0000  1000 65534 keyring   _uid_ses.1000: 1\n"
                        + "2fb6777e I--Q---     2 perm 1f3f0000     0    -1 keyring   _uid.0: empty\n"
                        + "x\n");
        assertThat(table.parse(bytes, bytes.length)).isEqualTo(1);
        assertThat(table.of(0)).extracting(ProcKeys.Key::description).containsExactly("_uid.0: empty");
        assertThat(table.of(1000)).hasSize(3);
        ProcKeys.Key key = table.of(1000).get(0);
        assertThat(key.id()).isEqualTo(0x9a2028);
        assertThat(key.type()).isEqualTo("user");
        assertThat(key.rights()).containsExactly("VIEW");
        assertThat(table.of(1000).get(2).rights())
                .containsExactly("VIEW", "READ", "WRITE", "SEARCH", "LINK", "SETATTR");
    }

    @Test
    void readsSemaphores() {
        List<SemaphoreTable.SemaphoreSet> sets = SemaphoreTable.parse(
                Captured.bytes("       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime\n"
                        + "         0          0   600          3     0     0     0     0 1699999999 1699999998\n"
                        + "-559038737      32769   666          1  1000  1000  1000  1000          0 1699999998\n"
                        + "         1          x   600          3\n"));
        assertThat(sets)
                .extracting(SemaphoreTable.SemaphoreSet::name)
                .containsExactly("semid 0 key 0x00000000", "semid 32769 key 0xdeadbeef");
        assertThat(sets.get(1).permissions()).isEqualTo(0666);
    }

    @Test
    void knowsKindsByTheirLinks() {
        Map<String, HandleKind> kinds = Map.ofEntries(
                Map.entry("anon_inode:[eventfd]", HandleKind.EVENT),
                Map.entry("anon_inode:inotify", HandleKind.INOTIFY),
                Map.entry("anon_inode:[pidfd]", HandleKind.PROCESS),
                Map.entry("pidfd:[123]", HandleKind.PROCESS),
                Map.entry("anon_inode:bpf-prog", HandleKind.BPF),
                Map.entry("anon_inode:[of the future]", HandleKind.OTHER),
                Map.entry("socket:[1]", HandleKind.SOCKET),
                Map.entry("pipe:[1]", HandleKind.PIPE),
                Map.entry("net:[4026531840]", HandleKind.NAMESPACE),
                Map.entry("/memfd:x (deleted)", HandleKind.SECTION),
                Map.entry("/dev/shm/sem.x", HandleKind.SEMAPHORE),
                Map.entry("", HandleKind.OTHER));
        kinds.forEach((link, kind) -> assertThat(HandleKind.of(link)).as(link).isEqualTo(kind));
        for (String path : List.of("/etc/passwd", "/memfd:a file", "(unreachable)/x", "/", "/tmp/socket:[1]")) {
            assertThat(HandleKind.of(path)).as(path).isNull();
        }
    }

    @Test
    void tellsAccessInWords() {
        OpenFlags flags = new OpenFlags();
        assertThat(flags.words(0)).containsExactly("READ");
        assertThat(flags.words(02102001)).containsExactly("WRITE", "APPEND", "CLOEXEC");
        assertThat(flags.words(04010002)).containsExactly("READ", "WRITE", "SYNC");
        assertThat(flags.words(010000)).containsExactly("READ", "DSYNC");
        assertThat(flags.words(012000000)).containsExactly("PATH", "CLOEXEC");
        assertThat(flags.words(3)).containsExactly("CONTROL");
        assertThat(OpenFlags.ofLink(0120500)).isEqualTo(OpenFlags.READ_ONLY);
        assertThat(OpenFlags.ofLink(0120300)).isEqualTo(OpenFlags.WRITE_ONLY);
        assertThat(OpenFlags.ofLink(0120700)).isEqualTo(OpenFlags.READ_WRITE);
        assertThat(OpenFlags.ofLink(0120000)).isEqualTo(OpenFlags.PATH);
    }

    @Test
    void remembersLinksAndNoDeletedOnes() {
        LinkCache cache = new LinkCache();
        byte[] passwd = Captured.bytes("/etc/passwd");
        LinkCache.Target target = cache.of(passwd, passwd.length);
        target.found(HandleKind.FILE, 7);
        assertThat(cache.of(passwd.clone(), passwd.length)).isSameAs(target);
        byte[] deleted = Captured.bytes("/tmp/x (deleted)");
        assertThat(cache.of(deleted, deleted.length)).isNotSameAs(cache.of(deleted, deleted.length));
        cache.clear();
        assertThat(cache.of(passwd, passwd.length).kind()).isNull();
        assertThat(cache.of(Captured.raw("/\u00ff"), 2).name()).isEqualTo("/\\xff");
    }

    @Test
    void findsPeersByInode() {
        UnixSockets sockets = UnixSockets.none();
        sockets.add(10, 11, "/run/x");
        sockets.add(11, 10, null);
        sockets.add(4_000_000_000L, 0, null);
        sockets.add(0, 5, null); // not accepted yet
        assertThat(sockets.peer(10)).isEqualTo(11);
        assertThat(sockets.path(10)).isEqualTo("/run/x");
        assertThat(sockets.peer(11)).isEqualTo(10);
        assertThat(sockets.path(11)).isNull();
        assertThat(sockets.has(12)).isFalse();
        assertThat(sockets.has(0)).isFalse();
    }
}
