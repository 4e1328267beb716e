package dev.rlvr4j.experiments.cli;

import picocli.CommandLine.IVersionProvider;

/** Names the versions of the program and of what it stands on. */
final class Version implements IVersionProvider {
    /** The program's version, from its jar. */
    static String program() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "rlvr4j " + program(),
            "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
