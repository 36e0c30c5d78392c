import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from timeline.pipeline import cores


def threads() -> set[int]:
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_numpy_works_on_one_core_and_then_as_before() -> None:
    np.ones((2, 2)) @ np.ones((2, 2))
    # Other tests may have loaded libraries that bring a copy of their own.
    cores._libraries.cache_clear()
    with threadpool_limits(2, user_api="blas"):
        before = threads()
        if not before:
            pytest.skip("this numpy's library cannot be asked how many cores it uses")
        with cores.one_core():
            assert threads() == {1}
        assert threads() == before
