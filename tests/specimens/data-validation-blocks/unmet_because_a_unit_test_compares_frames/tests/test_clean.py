import unittest

import pandas as pd
from pandas.testing import assert_frame_equal
from train import clean, fit


class CleanTest(unittest.TestCase):
    def test_clean(self):
        rows = pd.DataFrame({"hour": [1, 2], "rented": [3, 4]})
        assert_frame_equal(clean(rows), rows)
        fit(rows)


if __name__ == "__main__":
    unittest.main()
