/**
 * Coverage-guided fuzzing. Every class of the test classpath whose name ends in {@code Fuzz} is a target: it has a method
 * {@code public static void fuzzerTestOneInput(byte[])}, lies beside the parser that it feeds, and may throw nothing. Inputs to
 * begin with lie in the test resources, in {@code fuzz/<simple name of the class>}. Records with annotated components must not
 * stand in the signatures of a target, its lambdas included: JDK 17 cannot instrument what is loaded that early.
 */
package io.quarry.agent.fuzz;
