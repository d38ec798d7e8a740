package dev.holdfast.backup.postgres;

import dev.holdfast.backup.testkit.contract.TargetContract;
import dev.holdfast.backup.testkit.contract.TargetUnderTest;

/** A database keeps the contract of targets. */
class PostgresTargetContractTest extends TargetContract {

    @Override
    protected TargetUnderTest target() {
        return ContractDatabase.make();
    }
}
