package dev.holdfast.backup.containers;

class VolumePathContractIT extends VolumeContract {

    @Override
    VolumeTarget by(VolumeTarget target) {
        return target.viaPath();
    }
}
