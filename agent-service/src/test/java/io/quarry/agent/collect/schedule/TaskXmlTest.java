package io.quarry.agent.collect.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.host.MalformedTextException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks of Windows' scheduler: XML as it exports them, and the binary values of its cache. */
final class TaskXmlTest {
    private static final String HEAD =
            "<?xml version=\"1.0\" encoding=\"UTF-16\"?><Task xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<BootTrigger><Delay>PT5M</Delay></BootTrigger> | BOOT | when the machine starts, PT5M later",
                "<LogonTrigger><UserId>VM\\ann</UserId></LogonTrigger> | LOGON | when VM\\ann logs on",
                "<IdleTrigger/> | IDLE | when the machine is idle",
                "<RegistrationTrigger/> | REGISTRATION | when the task is registered",
                "<SessionStateChangeTrigger><StateChange>SessionUnlock</StateChange></SessionStateChangeTrigger> |"
                        + " SESSION_STATE_CHANGE | on SessionUnlock",
                "<EventTrigger><Subscription>*[System]</Subscription></EventTrigger> | EVENT | on the event *[System]",
                "<TimeTrigger><StartBoundary>2024-01-01T00:00:00</StartBoundary></TimeTrigger> | ONCE |"
                        + " once at 2024-01-01T00:00:00",
                "<CalendarTrigger><ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay></CalendarTrigger> |"
                        + " DAILY | every day",
                "<CalendarTrigger><ScheduleByWeek><WeeksInterval>2</WeeksInterval><DaysOfWeek><Monday/><Friday/></DaysOfWeek>"
                        + "</ScheduleByWeek></CalendarTrigger> | WEEKLY | every 2 weeks on Monday, Friday",
                "<CalendarTrigger><ScheduleByMonth><DaysOfMonth><Day>1</Day><Day>Last</Day></DaysOfMonth><Months><May/></Months>"
                        + "</ScheduleByMonth></CalendarTrigger> | MONTHLY | on day 1, Last of May",
                "<CalendarTrigger><ScheduleByMonthDayOfWeek><Weeks><Week>2</Week></Weeks><DaysOfWeek><Tuesday/></DaysOfWeek>"
                        + "</ScheduleByMonthDayOfWeek></CalendarTrigger> | MONTHLY_DAY_OF_WEEK |"
                        + " on Tuesday of week 2 of every month",
                "<WnfStateChangeTrigger><StateName>7508</StateName><Enabled>false</Enabled></WnfStateChangeTrigger> |"
                        + " WNF_STATE_CHANGE | on the state 7508 (disabled)"
            })
    void triggersOfAllKinds(String xml, String type, String text) throws MalformedTextException {
        TaskDefinition.Trigger trigger =
                parse("<Triggers>" + xml + "</Triggers>").triggers().get(0);
        assertThat(trigger.type()).isEqualTo(type);
        assertThat(trigger.text()).isEqualTo(text);
    }

    @Test
    void thePrincipalThatTheActionsName() throws MalformedTextException {
        TaskDefinition task = parse("<Principals><Principal id=\"A\"><UserId>S-1-5-18</UserId></Principal>"
                + "<Principal id=\"B\"><GroupId>S-1-5-32-545</GroupId></Principal></Principals>"
                + "<Actions Context=\"B\"><ComHandler><ClassId>{0}</ClassId><Data>x</Data></ComHandler></Actions>");
        assertThat(task.principal()).isNotNull();
        assertThat(task.principal().account()).isEqualTo("S-1-5-32-545");
        assertThat(task.actions()).containsExactly(new TaskDefinition.Action("ComHandler", null, "x", null, "{0}"));
    }

    @Test
    void noEntityIsExpanded() {
        String hostile =
                "<?xml version=\"1.0\"?><!DOCTYPE t [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Task>&x;</Task>";
        assertThatThrownBy(() -> TaskXml.parse(hostile.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedTextException.class);
    }

    @Test
    void actionsOfTheCache() {
        ByteBuffer blob = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        blob.putShort((short) 3);
        text(blob, "Author");
        blob.putShort((short) 0x6666);
        text(blob, "");
        text(blob, "cmd.exe");
        text(blob, "/c x");
        text(blob, "C:\\");
        blob.putShort((short) 0);
        blob.putShort((short) 0x7777);
        text(blob, "");
        blob.put(new byte[] {
            0x6b, (byte) 0xc5, (byte) 0xaa, 0, 0x44, (byte) 0xcd, (byte) 0xd0, 0x11, 1, 2, 3, 4, 5, 6, 7, 8
        });
        text(blob, "data");
        byte[] whole = Arrays.copyOf(blob.array(), blob.position());
        assertThat(TaskBlobs.actions(whole))
                .containsExactly(
                        new TaskDefinition.Action("Exec", "cmd.exe", "/c x", "C:\\", null),
                        new TaskDefinition.Action(
                                "ComHandler", null, "data", null, "{00AAC56B-CD44-11D0-0102-030405060708}"));
        for (int length = 3; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                assertThat(TaskBlobs.actions(cut)).hasSizeLessThan(2);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("bytes at"); // cut in the middle of one
            }
        }
    }

    private static void text(ByteBuffer blob, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_16LE);
        blob.putInt(bytes.length).put(bytes);
    }

    private static TaskDefinition parse(String inside) throws MalformedTextException {
        return TaskXml.parse((HEAD + inside + "</Task>").getBytes(StandardCharsets.UTF_16));
    }
}
