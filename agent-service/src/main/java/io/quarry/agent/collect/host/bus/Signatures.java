package io.quarry.agent.collect.host.bus;

/** Type signatures: which types follow each other in a message, and how each is aligned. */
final class Signatures {
    private static final String BASIC = "ybnqiuxtdsogh";
    /** Most containers in each other; the specification allows 32 arrays in 32 structures, variants not counted. */
    static final int DEPTH = 64;

    private Signatures() {}

    /**
     * @param at where a complete type begins
     * @return where it ends
     * @throws BusException when there is none
     */
    static int end(String signature, int at) throws BusException {
        return end(signature, at, 0);
    }

    private static int end(String signature, int at, int depth) throws BusException {
        if (at >= signature.length() || depth > DEPTH) {
            throw BusException.malformed("no complete type in signature " + signature);
        }
        char type = signature.charAt(at);
        if (type == 'v' || BASIC.indexOf(type) >= 0) {
            return at + 1;
        }
        if (type == 'a') {
            return at + 1 < signature.length() && signature.charAt(at + 1) == '{'
                    ? dictionary(signature, at + 1, depth + 1)
                    : end(signature, at + 1, depth + 1);
        }
        if (type != '(') {
            throw BusException.malformed("no type '" + type + "' in signature " + signature);
        }
        int next = end(signature, at + 1, depth + 1); // a structure is never empty
        while (next < signature.length() && signature.charAt(next) != ')') {
            next = end(signature, next, depth + 1);
        }
        return closed(signature, next, ')');
    }

    private static int dictionary(String signature, int at, int depth) throws BusException {
        int key = end(signature, at + 1, depth);
        if (key != at + 2 || signature.charAt(at + 1) == 'v') {
            throw BusException.malformed("a key is no basic type in signature " + signature);
        }
        return closed(signature, end(signature, key, depth), '}');
    }

    private static int closed(String signature, int at, char by) throws BusException {
        if (at >= signature.length() || signature.charAt(at) != by) {
            throw BusException.malformed("no '" + by + "' in signature " + signature);
        }
        return at + 1;
    }

    /** Bytes of which a value's position is a multiple. */
    static int alignment(char type) {
        return switch (type) {
            case 'n', 'q' -> Short.BYTES;
            case 'x', 't', 'd', '(', '{' -> Long.BYTES;
            case 'y', 'g', 'v' -> 1;
            default -> Integer.BYTES;
        };
    }
}
