"""Who has not reported is reminded; who looks after them is told, level by level."""
