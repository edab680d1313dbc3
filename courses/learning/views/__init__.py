"""Pages of learners, by subject; the addresses import them from there."""
