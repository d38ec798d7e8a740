package dev.holdfast.backup.codec;

import dev.holdfast.backup.spi.Compressor;
import dev.holdfast.backup.testkit.contract.CompressorContract;
import java.util.List;
import java.util.Optional;

class Bzip2CompressorContractTest extends CompressorContract {

    @Override
    protected Compressor compressor() {
        return new Bzip2Compressor(1);
    }

    @Override
    protected List<String> tool() {
        return List.of("bzip2", "-dc");
    }

    @Override
    protected Optional<String> waived(String rule) {
        return rule.equals("CODEC-05")
                ? Optional.of("a hundred mebibytes of noise would take minutes; CompressorsTest proves it with fewer")
                : Optional.empty();
    }
}
