"""For every test: a failed assertion in the support code shows its values, as one in a test does."""

import pytest

pytest.register_assert_rewrite("tests.support")
