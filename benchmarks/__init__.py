"""Speed, as ratios: the program and its bare libraries measured in the same run. `python -m benchmarks`."""
