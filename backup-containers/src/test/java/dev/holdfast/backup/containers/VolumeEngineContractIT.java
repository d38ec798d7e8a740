package dev.holdfast.backup.containers;

class VolumeEngineContractIT extends VolumeContract {

    @Override
    VolumeTarget by(VolumeTarget target) {
        return target.viaEngine();
    }
}
