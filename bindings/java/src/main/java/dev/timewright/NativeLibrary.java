package dev.timewright;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Loads the native library, which travels inside the jar, once. */
final class NativeLibrary {
    private static final String RESOURCE = "/dev/timewright/surface/libtimewright_java.so";

    static {
        try (InputStream library = NativeLibrary.class.getResourceAsStream(RESOURCE)) {
            if (library == null) {
                throw new ExceptionInInitializerError("the jar has no " + RESOURCE);
            }
            Path copy = Files.createTempFile("timewright", ".so");
            try {
                Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
                System.load(copy.toAbsolutePath().toString());
            } finally {
                Files.deleteIfExists(copy); // the mapping stays
            }
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private NativeLibrary() {}

    static void load() {
        // The static block has done it.
    }
}
