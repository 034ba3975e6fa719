package io.quarry.results.api;

/** Words of the API's description that several operations share. */
final class Described {
    static final String LIMIT = "Items of the page, 1 to 10,000; 100 when left out";
    static final String CURSOR = "The 'next' of the page before; left out for the first page";

    private Described() {}
}
