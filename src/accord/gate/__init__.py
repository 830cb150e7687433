"""The gate: no permit, no data; ledger before release; any doubt denies."""
