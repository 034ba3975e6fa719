package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.FileHashes;
import io.quarry.agent.collect.host.sockets.SocketKind;
import io.quarry.jobs.CurrentProcessParams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts of rows that a task asks for, in the order in which they are read. */
final class RowParts implements AutoCloseable {
    /** Modules, handles and connections of one process: what is beyond is a problem. */
    private static final int MOST = 100_000;

    private final List<RowPart> parts = new ArrayList<>();
    private final @Nullable HandleReader handles;
    private final @Nullable ConnectionReader connections;

    private RowParts(@Nullable HandleReader handles, @Nullable ConnectionReader connections) {
        this.handles = handles;
        this.connections = connections;
    }

    /** @param proc where the process file system is mounted */
    static RowParts of(CurrentProcessParams params, Path proc, FindingSink<?> sink) throws StoppedException {
        Set<HandleKind> kinds = HandleKind.wanted(params);
        Set<SocketKind> sockets = ConnectionReader.wanted(params);
        RowParts parts = new RowParts(
                kinds.isEmpty() ? null : new HandleReader(kinds, proc, sink, MOST),
                sockets.isEmpty() ? null : new ConnectionReader(sockets, proc, sink, MOST));
        FileHashes hashes =
                new FileHashes(params.getCalculateMd5(), params.getCalculateSha1(), params.getCalculateSha256(), sink);
        ImageReader images = new ImageReader(hashes);
        SignatureReader signatures = params.getSignatureCheck() ? new SignatureReader(proc, sink) : null;
        parts.add(images);
        parts.add(KernelColumns::folders);
        parts.add(signatures);
        parts.add(params.getModules() ? new ModuleReader(images, hashes, signatures, sink, MOST) : null);
        parts.add(parts.handles);
        parts.add(parts.connections);
        return parts;
    }

    /** Whether a row takes no more than small files of the kernel: no tables, no digests, nothing of unknown length. */
    static boolean light(CurrentProcessParams params) {
        boolean hashes = params.getCalculateMd5() || params.getCalculateSha1() || params.getCalculateSha256();
        return HandleKind.wanted(params).isEmpty()
                && ConnectionReader.wanted(params).isEmpty()
                && !hashes
                && !params.getSignatureCheck()
                && !params.getModules();
    }

    private void add(@Nullable RowPart part) {
        if (part != null) {
            parts.add(part);
        }
    }

    List<RowPart> all() {
        return parts;
    }

    @Override
    public void close() {
        if (handles != null) {
            handles.close();
        }
        if (connections != null) {
            connections.close();
        }
    }
}
