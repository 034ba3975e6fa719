package io.quarry.results.api;

/** Words of the API's description that several operations share. */
final class Described {
    static final String LIMIT = "Items of the page, 1 to 10,000; 100 when left out";
    static final String CURSOR = "The 'next' of the page before; left out for the first page";

    static final String WHERE = "Condition in SQL over the job's columns, such as name = 'sshd' AND pid > 1";
    static final String COLUMNS = "Only these columns, commas between; all when left out";
    static final String SORT =
            "Columns, commas between, - before those whose largest comes first; the order of arrival when left out";
    static final String BY = "Columns, commas between, dots into nested ones; the job's own choice when left out";
    static final String JOB = "Of this job; can be left out when runs are given";
    static final String RUN = "Only of this run; may be given several times";
    static final String HUNT = "Only of this hunt";
    static final String FROM = "Collected then or later, ISO 8601";
    static final String UNTIL = "Collected before that, ISO 8601";
    static final String BASELINE = "Leave out combinations that this run has; may be given several times";

    private Described() {}
}
