package dev.holdfast.backup.postgres;

import dev.holdfast.backup.testkit.contract.StagedRestoreContract;
import dev.holdfast.backup.testkit.contract.TargetUnderTest;

/** A database keeps the contract of staged restores. */
class PostgresStagedRestoreContractTest extends StagedRestoreContract {

    @Override
    protected TargetUnderTest target() {
        return ContractDatabase.make();
    }
}
