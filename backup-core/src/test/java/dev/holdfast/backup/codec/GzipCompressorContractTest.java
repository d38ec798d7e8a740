package dev.holdfast.backup.codec;

import dev.holdfast.backup.spi.Compressor;
import dev.holdfast.backup.testkit.contract.CompressorContract;
import java.util.List;

class GzipCompressorContractTest extends CompressorContract {

    @Override
    protected Compressor compressor() {
        return new GzipCompressor();
    }

    @Override
    protected List<String> tool() {
        return List.of("gzip", "-dc");
    }
}
