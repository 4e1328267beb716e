#!/bin/sh
# Seeded mutations of answers against the verifier math: scripts/fuzz_math.sh [ITEMS [SEED [THREADS]]]
# A million take about four minutes of CPU. Ends with 1 and the cases if one throws, lags behind its deadline, or is accepted
# though an evaluation of the test's own says that it is unequal.
set -eu
cd "$(dirname -- "$0")/.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
./rlvr --version >/dev/null # writes the class path
"${MVN:-mvn}" -B -q -P '!lint' -pl rewards -am test-compile
exec "$java" -Xmx1g -cp "rewards/target/test-classes:rewards/target/classes:rl-core/target/classes:$(cat experiments/target/classpath.txt)" \
  dev.rlvr4j.rewards.math.FuzzTest "$@"
