/**
 * Environments that compute their tasks from a seed.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.envs.generators.ArithmeticEnvironment}: one-line arithmetic, what the built-in recipes train on;
 *       {@link dev.rlvr4j.envs.generators.WorkedSolutions} writes it out, for pretraining text, as
 *       {@link dev.rlvr4j.envs.generators.Workings} does for some generators.
 *   <li>{@link dev.rlvr4j.envs.generators.ProceduralEnvironment}: the tasks of a
 *       {@link dev.rlvr4j.envs.generators.Generator} at a level. {@link dev.rlvr4j.envs.generators.Generators} finds generators
 *       by name, {@link dev.rlvr4j.envs.generators.HeldOutPart} says which questions are held out, and the verifier
 *       {@code procedural} ({@link dev.rlvr4j.envs.generators.ProceduralVerifier}) judges by the generator's own scorer.
 *   <li>{@link dev.rlvr4j.envs.generators.Mixture}: several environments by weight.
 *   <li>{@link dev.rlvr4j.envs.generators.Curriculum}: a level that follows the success rate.
 * </ul>
 *
 * <p>A recipe names one: {@code environment: {type: procedural, generator: countdown, level: 2}} with {@code reward: {parts:
 * [{name: procedural}]}}. Each generator has five levels; {@code settings} changes single settings of a level. Where an answer
 * stands in a response, and how it may be written, is {@link dev.rlvr4j.envs.generators.AnswerText}'s rule. All scorers are
 * exact and all-or-nothing; those marked * accept every right answer and not only the reference.
 *
 * <table>
 *   <caption>Generators</caption>
 *   <tr><th>name</th><th>asks for</th><th>answer</th><th>scorer</th></tr>
 *   <tr><td>chain_sum</td><td>{@code 17+38-25=}</td><td>30</td><td>whole number</td></tr>
 *   <tr><td>basic_arithmetic</td><td>{@code 8*(7-3)/4=}</td><td>8</td><td>whole number</td></tr>
 *   <tr><td>products</td><td>{@code 12*34=}</td><td>408</td><td>whole number</td></tr>
 *   <tr><td>decimal_chain_sum</td><td>{@code 1.5+2.25=}</td><td>3.75</td><td>number of equal value</td></tr>
 *   <tr><td>fraction_simplification</td><td>{@code Simplify 12/18:}</td><td>2/3</td><td>fraction in lowest terms</td></tr>
 *   <tr><td>gcd</td><td>{@code gcd(84,36)=}</td><td>12</td><td>whole number</td></tr>
 *   <tr><td>lcm</td><td>{@code lcm(4,6)=}</td><td>12</td><td>whole number</td></tr>
 *   <tr><td>prime_factorization</td><td>prime factors of 360</td><td>2*2*2*3*3*5</td><td>* primes, product; 2^3*3^2*5
 *       too</td></tr>
 *   <tr><td>power_function</td><td>{@code (-12)^3=}</td><td>-1728</td><td>whole number</td></tr>
 *   <tr><td>dice</td><td>chance of at least a total</td><td>16/21</td><td>number of equal value</td></tr>
 *   <tr><td>coin_flip</td><td>chance of so many heads</td><td>3/8</td><td>number of equal value</td></tr>
 *   <tr><td>leg_counting</td><td>legs of some animals</td><td>164</td><td>whole number</td></tr>
 *   <tr><td>bitwise_arithmetic</td><td>{@code 0x59 ^ (0xe << 3) =}</td><td>0x29</td><td>hexadecimal number</td></tr>
 *   <tr><td>base_conversion</td><td>1011 of base 2 in base 16</td><td>b</td><td>digits of that base</td></tr>
 *   <tr><td>count_primes</td><td>primes in a range</td><td>18</td><td>whole number</td></tr>
 *   <tr><td>number_sorting</td><td>{@code Sort ascending: 5, -3, 12:}</td><td>-3, 5, 12</td><td>list in order</td></tr>
 *   <tr><td>number_sequence</td><td>{@code Next number: 1, 4, 9, 16,}</td><td>25</td><td>whole number</td></tr>
 *   <tr><td>simple_equations</td><td>{@code Solve 3x+12=27 for x:}</td><td>5 or x=5</td><td>whole number</td></tr>
 *   <tr><td>polynomial_equations</td><td>real solutions</td><td>2, 3 or none</td><td>* the same set</td></tr>
 *   <tr><td>polynomial_multiplication</td><td>{@code (x+1)*(x-2)=}</td><td>x^2-x-2</td><td>* the same polynomial,
 *       collected</td></tr>
 *   <tr><td>complex_arithmetic</td><td>{@code (3+4i)*(1-2i)=}</td><td>11-2i</td><td>* equal parts</td></tr>
 *   <tr><td>simple_integration</td><td>an antiderivative</td><td>x^3+2x+C</td><td>* its derivative</td></tr>
 *   <tr><td>calendar_arithmetic</td><td>dates, weekdays, days</td><td>2022-03-15, Tuesday, 45</td><td>text or whole
 *       number</td></tr>
 *   <tr><td>time_intervals</td><td>time between two times</td><td>3 days, 04:05</td><td>equal interval</td></tr>
 *   <tr><td>gsm_symbolic</td><td>word problems of 2 to 6 steps</td><td>264</td><td>whole number</td></tr>
 *   <tr><td>countdown</td><td>an expression with a target</td><td>(25-3)*7</td><td>* exact value, each number once</td></tr>
 *   <tr><td>puzzle24</td><td>an expression for 24</td><td>6/(1-3/4)</td><td>* exact value, each number once</td></tr>
 *   <tr><td>knights_knaves</td><td>who lies</td><td>Ada knight, Bo knave</td><td>all roles</td></tr>
 *   <tr><td>mini_sudoku</td><td>a 4x4 sudoku</td><td>1234 3412 2143 4321</td><td>the rules and the given cells</td></tr>
 *   <tr><td>jugs</td><td>measure water</td><td>fill A, pour A B</td><td>* the moves are made</td></tr>
 * </table>
 */
@NullMarked
package dev.rlvr4j.envs.generators;

import org.jspecify.annotations.NullMarked;
