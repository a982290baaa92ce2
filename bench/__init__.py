"""Benchmarks: each figure stands beside a bare one measured in the same run, so that a slow machine cancels out."""
