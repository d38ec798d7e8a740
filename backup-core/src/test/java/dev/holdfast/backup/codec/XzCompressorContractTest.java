package dev.holdfast.backup.codec;

import dev.holdfast.backup.spi.Compressor;
import dev.holdfast.backup.testkit.contract.CompressorContract;
import java.util.List;
import java.util.Optional;

class XzCompressorContractTest extends CompressorContract {

    @Override
    protected Compressor compressor() {
        return new XzCompressor(0);
    }

    @Override
    protected List<String> tool() {
        return List.of("xz", "-dc");
    }

    @Override
    protected Optional<String> waived(String rule) {
        return rule.equals("CODEC-05")
                ? Optional.of("a hundred mebibytes of noise would take minutes; CompressorsTest proves it with fewer")
                : Optional.empty();
    }
}
