# Sourced by quickstart and verify: sets JAVA to the JDK's java, or says what is missing.

require_jdk() {
    local asker=$1 where version major how="Debian and Ubuntu: apt-get install openjdk-17-jdk-headless, or openjdk-21-jdk-headless"
    if [ -n "${JAVA_HOME:-}" ]; then
        JAVA="$JAVA_HOME/bin/java"
        where="JAVA_HOME=$JAVA_HOME"
    else
        JAVA=$(command -v java || true)
        where="the PATH"
    fi
    if [ -z "$JAVA" ] || [ ! -x "$JAVA" ]; then
        fail "$asker: no java was found through $where. Gatehouse needs a JDK, 17 or newer: install one ($how) or point JAVA_HOME at it."
    fi
    version=$("$JAVA" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
    major=${version%%[.-]*}
    if [ "${major:-0}" -lt 17 ] 2>/dev/null; then
        fail "$asker: $JAVA is Java ${version:-of an unknown version}; Gatehouse needs a JDK, 17 or newer. Install one ($how) or point JAVA_HOME at it."
    fi
    if ! "$JAVA" --list-modules 2>/dev/null | grep -q '^jdk.compiler'; then
        fail "$asker: $JAVA is a Java $version run-time without a compiler; the build needs the JDK. Install it ($how) or point JAVA_HOME at one."
    fi
}
