package dev.holdfast.backup.codec;

import dev.holdfast.backup.spi.Compressor;
import dev.holdfast.backup.testkit.contract.CompressorContract;
import java.util.List;

class ZstdCompressorContractTest extends CompressorContract {

    @Override
    protected Compressor compressor() {
        return new ZstdCompressor();
    }

    @Override
    protected List<String> tool() {
        return List.of("zstd", "-dc");
    }
}
