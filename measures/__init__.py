"""What the plan changed: measures, series, targets and readings. It stands on plans, below reports."""
