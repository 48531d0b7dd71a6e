"""The 1,797 handwritten digits of 8x8 pixels that the tests train on."""

import numpy
from sklearn.datasets import load_digits

import tensor_file

README = """# Digits

`digits.safetensors` holds 1,797 handwritten digits: `images` (uint8, [1797, 8, 8], grey values 0 to 16, row by row)
and `labels` (uint8, [1797], 0 to 9).

Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository,
1998, <https://doi.org/10.24432/C50P49>, under the licence CC BY 4.0
(<https://creativecommons.org/licenses/by/4.0/>). It is the set's test part, as scikit-learn's `load_digits` ships it.

What was done to it: the values were written as unsigned bytes, in the same order; nothing was scaled, left out or
shuffled. `scripts/goldens/digits.py` writes this folder.
"""


def scaled():
    """The images as rows of 64 numbers in [0, 1]: grey value / 16, which float32 holds exactly."""
    return load_digits().data / 16.0


def build(folder):
    digits = load_digits()
    images, labels = digits.images.astype(numpy.uint8), digits.target.astype(numpy.uint8)
    assert images.shape == (1797, 8, 8) and numpy.array_equal(images, digits.images) and images.max() == 16
    tensor_file.write(folder / "digits.safetensors", {"images": images, "labels": labels})
    (folder / "README.md").write_text(README)
