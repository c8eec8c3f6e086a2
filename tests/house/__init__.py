"""The house itself: who may import whom, the shape of files, complete translations."""
