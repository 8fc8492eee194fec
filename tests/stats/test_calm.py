"""The running median of a line: what NumPy says of each window, and quick of lines of a million points."""

import numpy as np
import pytest

from reportgen.stats.lines.calm import calm, running_median


@pytest.mark.parametrize(("count", "width"), [(1, 1), (3, 3), (50, 3), (101, 7), (1000, 21), (5000, 101)])
@pytest.mark.parametrize("levels", [2, 5, 1_000_000])
def test_running_median_is_that_of_each_window(count: int, width: int, levels: int) -> None:
    values = np.random.default_rng(count).integers(0, levels, count) / 7
    windows = np.lib.stride_tricks.sliding_window_view(values, width)
    np.testing.assert_array_equal(running_median(values, width), np.median(windows, axis=1))


def test_course_of_a_million_points_is_found_in_memory_of_their_size() -> None:
    import tracemalloc

    values = np.random.default_rng(0).normal(size=1_000_000)
    tracemalloc.start()
    found = calm(values)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) == len(values)
    assert most < 40 * values.nbytes  # windows of 20,001 values each would be 20,001 times


def test_gaps_keep_the_value_before_and_a_beginning_without_values_the_first() -> None:
    assert calm(np.array([np.nan, 2.0, np.inf, 3.0])).tolist() == [2.0, 2.0, 2.0, 3.0]
