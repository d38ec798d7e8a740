package dev.holdfast.backup.codec;

import dev.holdfast.backup.spi.Compressor;
import dev.holdfast.backup.testkit.contract.CompressorContract;
import java.util.List;
import java.util.Optional;

class NoCompressorContractTest extends CompressorContract {

    @Override
    protected Compressor compressor() {
        return new NoCompressor();
    }

    @Override
    protected List<String> tool() {
        return List.of("cat");
    }

    @Override
    protected Optional<String> waived(String rule) {
        return rule.equals("CODEC-02")
                ? Optional.of("bytes as they are have no end that could be missing; digests find a cut")
                : Optional.empty();
    }
}
