package io.quarry.agent.collect.host.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.CapturedHost;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.MalformedTextException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetlinkRepliesTest {
    private static final NetlinkReplies.Messages NONE = (kind, bytes, from, end) -> {
        throw new AssertionError("a message of kind " + kind);
    };

    private static List<Link> links() throws MalformedTextException, StoppedException {
        List<Link> links = new ArrayList<>();
        NetlinkReplies replies = new NetlinkReplies(1);
        for (ByteBuffer datagram : CapturedHost.datagrams("link")) {
            replies.read(datagram, (kind, bytes, from, end) -> {
                assertThat(kind).isEqualTo(Link.RTM_NEWLINK);
                try {
                    links.add(Link.parse(bytes, from, end));
                } catch (MalformedTextException e) {
                    throw new AssertionError(e);
                }
            });
        }
        assertThat(replies.done()).isTrue();
        assertThat(replies.errno()).isZero();
        assertThat(replies.interrupted()).isFalse();
        return links;
    }

    @Test
    void readsInterfaces() throws MalformedTextException, StoppedException {
        assertThat(links()).extracting(Link::name).containsExactly("lo", "va");
        assertThat(links()).extracting(Link::resolves).containsExactly(false, true);
        assertThat(links().get(1).address()).hasSize(6);
        assertThat(links().get(1).broadcast()).containsOnly(0xff);
    }

    @Test
    void passesOverWhatAnswersAnother() throws MalformedTextException, StoppedException {
        NetlinkReplies replies = new NetlinkReplies(2);
        for (ByteBuffer datagram : CapturedHost.datagrams("link")) {
            replies.read(datagram, NONE);
        }
        assertThat(replies.done()).isFalse();
    }

    private static ByteBuffer message(int length, int kind, int flags, int error) {
        return ByteBuffer.allocate(20)
                .order(ByteOrder.BIG_ENDIAN) // as s390x has it
                .putInt(length)
                .putShort((short) kind)
                .putShort((short) flags)
                .putInt(7)
                .putInt(0)
                .putInt(error)
                .flip();
    }

    @Test
    void tellsErrorsOverrunsAndInterruption() throws MalformedTextException, StoppedException {
        NetlinkReplies refused = new NetlinkReplies(7);
        refused.read(message(20, 2, 0, -2), NONE);
        assertThat(refused.done()).isTrue();
        assertThat(refused.errno()).isEqualTo(2);
        NetlinkReplies stopped = new NetlinkReplies(7);
        stopped.read(message(20, 3, 0x10, -12), NONE);
        assertThat(stopped.errno()).isEqualTo(12);
        assertThat(stopped.interrupted()).isTrue();
        NetlinkReplies lost = new NetlinkReplies(7);
        lost.read(message(16, 4, 0, 0), NONE);
        assertThat(lost.done()).isTrue();
        assertThat(lost.errno()).isPositive();
    }

    @Test
    void refusesImpossibleLengths() {
        for (int length : new int[] {0, -1, 15, 21, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> new NetlinkReplies(7).read(message(length, 2, 0, 0), NONE))
                    .isInstanceOf(MalformedTextException.class);
        }
    }

    @Test
    void refusesAttributesThatEndOutside() {
        byte[] bytes = HexFormat.of().parseHex("0800010000000000" + "09000200aaaaaaaa");
        NetlinkAttributes attributes =
                new NetlinkAttributes(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), 0, bytes.length);
        assertThatThrownBy(() -> {
                    assertThat(attributes.next()).isTrue();
                    assertThat(attributes.u32(0)).isZero();
                    attributes.next();
                })
                .isInstanceOf(MalformedTextException.class);
    }

    @Test
    void survivesEveryTruncation() throws StoppedException {
        byte[] whole = CapturedHost.datagrams("link").get(0).array();
        for (int length = 0; length < whole.length; length++) {
            ByteBuffer part = ByteBuffer.wrap(whole, 0, length).slice().order(ByteOrder.LITTLE_ENDIAN);
            try {
                new NetlinkReplies(1)
                        .read(part, (kind, bytes, from, end) -> assertThat(end).isLessThanOrEqualTo(part.limit()));
            } catch (MalformedTextException e) {
                assertThat(e).hasMessageContaining("netlink");
            }
        }
    }
}
