/**
 * Benchmarks, one question each, with the command that answers it.
 *
 * <p>Build them once with {@code mvn -q -pl benchmarks -am -DskipTests package}; {@code java} is a
 * JDK 25 ({@code ./eddy --jdk} names it). {@code java -jar benchmarks/target/benchmarks.jar -l}
 * lists them, {@code -h} explains options such as {@code -f 1 -wi 2 -i 3} for a quick look.
 */
package eddy.benchmarks;
