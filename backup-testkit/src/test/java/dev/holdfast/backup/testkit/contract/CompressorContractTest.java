package dev.holdfast.backup.testkit.contract;

import dev.holdfast.backup.spi.Compressor;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The compressor contract passes good compressors and finds each broken rule. */
class CompressorContractTest {

    @Test
    void the_identity_keeps_all_rules_but_the_one_about_the_end() {
        ContractRun.of(IdentityTest.class).assertKeepsAllBut("CODEC-01", "CODEC-02");
    }

    @Test
    void the_platforms_gzip_keeps_all_rules() {
        ContractRun.of(GzipTest.class).assertKeepsAllBut("CODEC-01");
    }

    @TestFactory
    Stream<DynamicTest> every_broken_rule_is_found() {
        Map<String, Class<?>> broken = Map.of(
                "CODEC-01", DropsSingleBytes.class,
                "CODEC-02", LeavesTheStreamBelowOpen.class,
                "CODEC-03", ThrowsWhatTheLibraryThrows.class,
                "CODEC-04", LeavesAThread.class,
                "CODEC-05", CollectsAll.class,
                "CODEC-06", AnotherForm.class,
                "CODEC-07", Wraps.class);
        return broken.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey() + " " + entry.getValue().getSimpleName(),
                        () -> ContractRun.of(entry.getValue()).assertBreaksOnly(entry.getKey())));
    }

    /** Bytes as they are. */
    private static class Identity implements Compressor {
        @Override
        public String encoding() {
            return "identity";
        }

        @Override
        public String suffix() {
            return "";
        }

        @Override
        public OutputStream compress(OutputStream out, Executor executor, int parallelism) throws IOException {
            return new Through(out);
        }

        @Override
        public InputStream decompress(InputStream in) throws IOException {
            return new FilterInputStream(in) {};
        }
    }

    /** Passes arrays on as arrays. */
    private static class Through extends FilterOutputStream {
        Through(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }
    }

    /** The platform's gzip, of which tests change one thing. */
    private static class Gzip implements Compressor {
        @Override
        public String encoding() {
            return "gzip";
        }

        @Override
        public String suffix() {
            return "gz";
        }

        @Override
        public OutputStream compress(OutputStream out, Executor executor, int parallelism) throws IOException {
            GZIPOutputStream gzip = new GZIPOutputStream(out, 64 * 1024, true);
            return new Through(gzip);
        }

        @Override
        public InputStream decompress(InputStream in) throws IOException {
            return new GZIPInputStream(in, 64 * 1024);
        }
    }

    static class IdentityTest extends CompressorContract {
        @Override
        protected Compressor compressor() {
            return new Identity();
        }

        @Override
        protected List<String> tool() {
            return List.of("cat");
        }

        @Override
        protected Optional<String> waived(String rule) {
            return rule.equals("CODEC-02")
                    ? Optional.of("bytes as they are have no mark at their end")
                    : Optional.empty();
        }
    }

    static class GzipTest extends CompressorContract {
        @Override
        protected Compressor compressor() {
            return new Gzip();
        }

        @Override
        protected List<String> tool() {
            return List.of("gzip", "-dc");
        }
    }

    /** Leaves the long test out, which has a broken implementation of its own. */
    static class QuickTest extends GzipTest {
        @Override
        protected Optional<String> waived(String rule) {
            return rule.equals("CODEC-05") ? Optional.of("takes long") : Optional.empty();
        }
    }

    static class DropsSingleBytes extends QuickTest {
        @Override
        protected Compressor compressor() {
            return new Gzip() {
                @Override
                public OutputStream compress(OutputStream out, Executor executor, int parallelism) throws IOException {
                    return new Through(super.compress(out, executor, parallelism)) {
                        @Override
                        public void write(int b) {}
                    };
                }
            };
        }
    }

    static class LeavesTheStreamBelowOpen extends QuickTest {
        @Override
        protected Compressor compressor() {
            return new Gzip() {
                @Override
                public OutputStream compress(OutputStream out, Executor executor, int parallelism) throws IOException {
                    OutputStream kept = new Through(out) {
                        @Override
                        public void close() throws IOException {
                            flush();
                        }
                    };
                    return super.compress(kept, executor, parallelism);
                }
            };
        }
    }

    static class ThrowsWhatTheLibraryThrows extends QuickTest {
        @Override
        protected Compressor compressor() {
            return new Gzip() {
                @Override
                public InputStream decompress(InputStream in) throws IOException {
                    return new FilterInputStream(super.decompress(in)) {
                        @Override
                        public int read(byte[] bytes, int offset, int length) throws IOException {
                            try {
                                return in.read(bytes, offset, length);
                            } catch (java.util.zip.ZipException e) {
                                throw new IllegalStateException("bad data", e);
                            }
                        }
                    };
                }
            };
        }
    }

    static class LeavesAThread extends QuickTest {
        @Override
        protected Compressor compressor() {
            return new Gzip() {
                @Override
                public OutputStream compress(OutputStream out, Executor executor, int parallelism) throws IOException {
                    Thread helper = new Thread(
                            () -> {
                                try {
                                    Thread.sleep(20_000);
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            },
                            "left-behind");
                    helper.setDaemon(true);
                    helper.start();
                    return super.compress(out, executor, parallelism);
                }
            };
        }
    }

    static class CollectsAll extends GzipTest {
        @Override
        protected Compressor compressor() {
            return new Gzip() {
                @Override
                public OutputStream compress(OutputStream out, Executor executor, int parallelism) throws IOException {
                    OutputStream gzip = super.compress(out, executor, parallelism);
                    return new ByteArrayOutputStream() {
                        private boolean closed;

                        @Override
                        public synchronized void flush() throws IOException {
                            if (size() < 16_000_000) {
                                gzip.write(buf, 0, count);
                                gzip.flush();
                                reset();
                            }
                        }

                        @Override
                        public void close() throws IOException {
                            if (!closed) {
                                closed = true;
                                writeTo(gzip);
                                gzip.close();
                            }
                        }
                    };
                }
            };
        }
    }

    static class AnotherForm extends QuickTest {
        @Override
        protected Compressor compressor() {
            return new Gzip() {
                @Override
                public OutputStream compress(OutputStream out, Executor executor, int parallelism) throws IOException {
                    return new DeflaterOutputStream(out, new Deflater(), 64 * 1024, true) {
                        @Override
                        public void close() throws IOException {
                            super.close();
                            def.end();
                        }
                    };
                }

                @Override
                public InputStream decompress(InputStream in) throws IOException {
                    return new InflaterInputStream(in);
                }
            };
        }
    }

    static class Wraps extends QuickTest {
        @Override
        protected Compressor compressor() {
            return new Gzip() {
                @Override
                public InputStream decompress(InputStream in) throws IOException {
                    return new FilterInputStream(super.decompress(in)) {
                        @Override
                        public int read(byte[] bytes, int offset, int length) throws IOException {
                            try {
                                return in.read(bytes, offset, length);
                            } catch (EOFException e) {
                                throw e;
                            } catch (IOException e) {
                                throw new IOException("cannot read", e);
                            }
                        }
                    };
                }
            };
        }
    }
}
