package io.quarry.results.index;

/**
 * What a word is: a text in lower case, split at blanks, slashes, quotes, brackets and other signs that stand between
 * names. Dots, colons and hyphens belong to words, so that addresses, file names and ids are one word each.
 */
public final class Words {
    /** As a text of SQL holds it, where a quote is two. */
    private static final String BETWEEN = "[\\\\/\\s\"''`=,;|<>(){}\\[\\]&]+";

    private Words() {}

    /** The words of a text, as an expression of SQL; one may be empty. */
    public static String of(String text) {
        return "regexp_split_to_array(lower(" + text + "), '" + BETWEEN + "')";
    }

    /**
     * A number for a word, of 32 bits: four bytes for each word and task are what an index of a hundred million rows can
     * have; those that share one are told apart when the rows are read. MD5, because the database's own hash may change
     * with its version.
     */
    public static String number(String word) {
        return "(md5_number_lower(" + word + ") & 4294967295)::UINTEGER";
    }
}
