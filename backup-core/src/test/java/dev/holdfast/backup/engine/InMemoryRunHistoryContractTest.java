package dev.holdfast.backup.engine;

import dev.holdfast.backup.spi.RunHistory;
import dev.holdfast.backup.testkit.contract.RunHistoryContract;

/** The history that a host without a database has keeps the contract of histories. */
class InMemoryRunHistoryContractTest extends RunHistoryContract {

    @Override
    protected RunHistory history() {
        return new InMemoryRunHistory();
    }
}
