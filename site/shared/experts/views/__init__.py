"""Pages of the register of experts."""
