package dev.holdfast.backup.quiesce;

import dev.holdfast.backup.testkit.contract.HookContract;
import dev.holdfast.backup.testkit.contract.HookUnderTest;

class QuiescenceContractTest extends HookContract {

    @Override
    protected HookUnderTest hook() {
        Parts parts = new Parts();
        Quiescence hook = Quiescence.named("shop")
                .with("scheduler", parts.part("scheduler"))
                .with("cache", parts.part("cache"));
        return HookUnderTest.of(hook, parts::resting).brokenBy(() -> parts.breaks("cache"));
    }
}
