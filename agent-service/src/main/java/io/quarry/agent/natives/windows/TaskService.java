package io.quarry.agent.natives.windows;

import com.sun.jna.Memory;
import java.util.ArrayList;
import java.util.List;

/**
 * The scheduler's service, asked over COM: ITaskService and on, of taskschd.h. It knows what neither a task's file nor its cache
 * says: when it starts next, and whether it runs. For the thread that opened it.
 */
public final class TaskService implements AutoCloseable {
    private static final String CLASS = "0f87369f-a4e5-4cfc-bd3e-73e6154572dd"; // CLSID_TaskScheduler
    private static final String SERVICE = "2faba4c7-4da9-4013-9697-20cc3fd40f85"; // IID_ITaskService
    private static final int MULTITHREADED = 0; // COINIT_MULTITHREADED: no message loop
    private static final int CHANGED_MODE =
            0x8001_0106; // RPC_E_CHANGED_MODE: the thread has COM already, of another kind
    private static final int HIDDEN_TOO = 1; // TASK_ENUM_HIDDEN
    private static final int DEEPEST = 64;

    /** Places of methods: three of IUnknown, four of IDispatch, then the interface's own in the order of taskschd.h. */
    private static final int SERVICE_GET_FOLDER = 7;

    private static final int SERVICE_CONNECT = 10;
    private static final int FOLDER_PATH = 8;
    private static final int FOLDER_GET_FOLDERS = 10;
    private static final int FOLDER_GET_TASK = 13;
    private static final int FOLDER_GET_TASKS = 14;
    private static final int COUNT = 7;
    private static final int ITEM = 8;
    private static final int TASK_PATH = 8;
    private static final int TASK_STATE = 9;
    private static final int TASK_LAST_RUN = 15;
    private static final int TASK_LAST_RESULT = 16;
    private static final int TASK_MISSED_RUNS = 17;
    private static final int TASK_NEXT_RUN = 18;
    private static final int TASK_XML = 20;

    private final boolean started;
    private final ComObject service;
    private final ComObject root;

    private TaskService(boolean started, ComObject service, ComObject root) {
        this.started = started;
        this.service = service;
        this.root = root;
    }

    /** Takes what the service says of all tasks. */
    public interface Visitor<E extends Exception> {
        /** @param path as the service has it, a backslash first */
        void task(String path, Task task) throws WindowsCallException, E;

        /** A folder that could not be listed. */
        void failed(String folder, WindowsCallException failure) throws E;
    }

    /** A task as the service has it; each question is asked when it is put. */
    public static final class Task implements AutoCloseable {
        private final ComObject task;

        private Task(ComObject task) {
            this.task = task;
        }

        /** TASK_STATE: 0 unknown, 1 disabled, 2 queued, 3 ready, 4 running. */
        public int state() throws WindowsCallException {
            return task.number("IRegisteredTask.State", TASK_STATE);
        }

        /** Days since 1899-12-30, local time; 0 when it does not start by time. */
        public double nextRun() throws WindowsCallException {
            return task.date("IRegisteredTask.NextRunTime", TASK_NEXT_RUN);
        }

        /** Like {@link #nextRun}; a day of 1999 or 0 when it never ran. */
        public double lastRun() throws WindowsCallException {
            return task.date("IRegisteredTask.LastRunTime", TASK_LAST_RUN);
        }

        public int lastResult() throws WindowsCallException {
            return task.number("IRegisteredTask.LastTaskResult", TASK_LAST_RESULT);
        }

        public int missedRuns() throws WindowsCallException {
            return task.number("IRegisteredTask.NumberOfMissedRuns", TASK_MISSED_RUNS);
        }

        /** Its definition, [MS-TSCH] 2.5. */
        public String xml() throws WindowsCallException {
            return task.text("IRegisteredTask.Xml", TASK_XML);
        }

        @Override
        public void close() {
            task.close();
        }
    }

    /** @throws UnsatisfiedLinkError when this Windows has no COM */
    public static TaskService open() throws WindowsCallException {
        int hresult = OleCalls.CoInitializeEx(null, MULTITHREADED);
        if (hresult != CHANGED_MODE) {
            ComObject.check("CoInitializeEx", hresult);
        }
        boolean started = hresult != CHANGED_MODE;
        ComObject service = null;
        try {
            service = ComObject.create("Task Scheduler", CLASS, SERVICE);
            connect(service);
            TaskService opened = new TaskService(
                    started, service, service.object("ITaskService.GetFolder", SERVICE_GET_FOLDER, "\\"));
            service = null;
            started = false;
            return opened;
        } finally {
            if (service != null) {
                service.close();
            }
            if (started) {
                OleCalls.CoUninitialize();
            }
        }
    }

    /** To this machine's service, as who runs this. */
    private static void connect(ComObject service) throws WindowsCallException {
        try (Memory none = ComObject.empty()) {
            List<Object> arguments = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                arguments.addAll(ComObject.byValue(none));
            }
            service.call("ITaskService.Connect", SERVICE_CONNECT, arguments.toArray());
        }
    }

    /** @param path as the scheduler has it, a backslash first */
    public Task find(String path) throws WindowsCallException {
        return new Task(root.object("ITaskFolder.GetTask", FOLDER_GET_TASK, path));
    }

    /** All tasks that the service shows, hidden ones too. */
    public <E extends Exception> void each(Visitor<E> visitor) throws E {
        folder(root, "\\", 0, visitor);
    }

    private static <E extends Exception> void folder(ComObject folder, String path, int level, Visitor<E> visitor)
            throws E {
        try (ComObject tasks = folder.object("ITaskFolder.GetTasks", FOLDER_GET_TASKS, HIDDEN_TOO)) {
            int count = tasks.number("IRegisteredTaskCollection.Count", COUNT);
            for (int i = 1; i <= count; i++) {
                try (Task task = new Task(item(tasks, i))) {
                    visitor.task(task.task.text("IRegisteredTask.Path", TASK_PATH), task);
                }
            }
        } catch (WindowsCallException e) {
            visitor.failed(path, e);
        }
        try (ComObject folders = folder.object("ITaskFolder.GetFolders", FOLDER_GET_FOLDERS, 0)) {
            int count = level < DEEPEST ? folders.number("ITaskFolderCollection.Count", COUNT) : 0;
            for (int i = 1; i <= count; i++) {
                try (ComObject child = item(folders, i)) {
                    folder(child, child.text("ITaskFolder.Path", FOLDER_PATH), level + 1, visitor);
                }
            }
        } catch (WindowsCallException e) {
            visitor.failed(path, e);
        }
    }

    /** @param index from 1 */
    private static ComObject item(ComObject collection, int index) throws WindowsCallException {
        try (Memory variant = ComObject.variant(index)) {
            return collection.object("Item", ITEM, ComObject.byValue(variant).toArray());
        }
    }

    @Override
    public void close() {
        root.close();
        service.close();
        if (started) {
            OleCalls.CoUninitialize();
        }
    }
}
