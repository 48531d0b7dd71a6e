"""Statistics of two sets of samples, by scikit-learn and SciPy, and values that are wrong in a known way."""

import numpy
import scipy
import sklearn
from scipy.spatial.distance import cdist, pdist
from scipy.stats import energy_distance, wasserstein_distance
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

import tensor_file
from golden import computed_by, described, file_hash, rounded, write_json

# 14 + 16 samples have 435 distances, an odd number, of which one is the median.
FIRST, SECOND, DIM, NEIGHBOURS = 14, 16, 3, 3


def off_diagonal_mean(matrix):
    count = len(matrix)
    return (matrix.sum() - numpy.trace(matrix)) / (count * (count - 1))


def squared_mmd(x, y, bandwidth):
    """Gretton et al. 2012 (JMLR 13), equation 3: the unbiased estimate."""
    kernel = lambda a, b: rbf_kernel(a, b, gamma=1 / (2 * bandwidth**2))  # noqa: E731
    return off_diagonal_mean(kernel(x, x)) + off_diagonal_mean(kernel(y, y)) - 2 * kernel(x, y).mean()


def biased_mmd(x, y, bandwidth):
    kernel = lambda a, b: rbf_kernel(a, b, gamma=1 / (2 * bandwidth**2))  # noqa: E731
    return kernel(x, x).mean() + kernel(y, y).mean() - 2 * kernel(x, y).mean()


def median_distance(x, y):
    return numpy.median(pdist(numpy.concatenate([x, y])))


def squared_energy_distance(x, y):
    """Szekely & Rizzo 2013, equation 2.5, with the means within a set over pairs of different samples."""
    return 2 * cdist(x, y).mean() - off_diagonal_mean(cdist(x, x)) - off_diagonal_mean(cdist(y, y))


def biased_energy_distance(x, y):
    return 2 * cdist(x, y).mean() - cdist(x, x).mean() - cdist(y, y).mean()


def sliced_wasserstein(x, y, directions):
    """Bonneel et al. 2015: the mean over directions, which need not have length 1 as they are given."""
    units = directions / numpy.linalg.norm(directions, axis=1, keepdims=True)
    return numpy.mean([wasserstein_distance(x @ unit, y @ unit) for unit in units])


def neighbour_accuracy(x, y):
    """Lopez-Paz & Oquab 2017, section 4, with one neighbour and each sample left out in turn."""
    samples, labels = numpy.concatenate([x, y]), numpy.repeat([0, 1], [len(x), len(y)])
    hits = []
    for left_out in range(len(samples)):
        others = numpy.arange(len(samples)) != left_out
        classifier = KNeighborsClassifier(1).fit(samples[others], labels[others])
        hits.append(classifier.predict(samples[[left_out]])[0] == labels[left_out])
    return numpy.mean(hits)


def share_within(samples, around, neighbours):
    """How many of the samples lie within the reach of any of the others, Kynkaanniemi et al. 2019, equations 1 and 2."""
    distances, _ = NearestNeighbors(n_neighbors=neighbours + 1).fit(around).kneighbors(around)
    return (cdist(samples, around) <= distances[:, -1]).any(axis=1).mean()


def check():
    """In one dimension SciPy has an energy distance of its own, a root of the biased one."""
    rng = numpy.random.default_rng(1)
    x, y = rng.normal(size=(9, 1)), rng.normal(size=(7, 1))
    own = energy_distance(x[:, 0], y[:, 0]) ** 2
    assert abs(own - biased_energy_distance(x, y)) < 1e-12, own


def examples():
    """(statistic, settings, inputs, expected, and by output what is wrong with a wrong value of it, and that value)."""
    rng = numpy.random.default_rng(30)
    x = rounded(rng.normal(size=(FIRST, DIM)))
    y = rounded(1.4 * rng.normal(size=(SECOND, DIM)) + [0.5, 0, -0.3])
    same = rounded(1.4 * rng.normal(size=(FIRST, DIM)) + [0.5, 0, -0.3])
    line = {"x": rounded(rng.normal(size=FIRST)), "y": rounded(2 * rng.normal(size=SECOND) + 0.3)}
    directions = rounded(rng.normal(size=(5, DIM)))
    sets = {"x": x, "y": y}
    median = median_distance(x, y)
    precision, recall = share_within(y, x, NEIGHBOURS), share_within(x, y, NEIGHBOURS)
    return [
        ("squared_mmd", {"bandwidth": 1.5}, sets, {"squared": squared_mmd(x, y, 1.5)},
         {"squared": ("biased: pairs of a sample with itself count", biased_mmd(x, y, 1.5))}),
        ("squared_mmd", {}, sets, {"squared": squared_mmd(x, y, median)},
         {"squared": ("the kernel lacks its 2: exp(-d^2 / h^2)", squared_mmd(x, y, median / 2**0.5))}),
        ("median_distance", {}, sets, {"distance": median}, {"distance": ("a mean", pdist(numpy.concatenate([x, y])).mean())}),
        ("squared_energy_distance", {}, sets, {"squared": squared_energy_distance(x, y)},
         {"squared": ("biased: pairs of a sample with itself count", biased_energy_distance(x, y))}),
        ("wasserstein1", {}, line, {"distance": wasserstein_distance(line["x"], line["y"])},
         {"distance": ("a difference of means", abs(line["x"].mean() - line["y"].mean()))}),
        ("sliced_wasserstein", {}, {**sets, "directions": directions},
         {"distance": sliced_wasserstein(x, y, directions)},
         {"distance": ("directions are not of length 1",
                       numpy.mean([wasserstein_distance(x @ d, y @ d) for d in directions]))}),
        ("neighbour_accuracy", {}, {"x": x, "y": same}, {"accuracy": neighbour_accuracy(x, same)},
         {"accuracy": ("a sample is its own neighbour", 1.0)}),
        ("precision_recall", {"neighbours": NEIGHBOURS}, {"real": x, "generated": y},
         {"precision": precision, "recall": recall}, {"precision": ("the two are exchanged", recall)}),
    ]


def build(folder):
    check()
    inputs, expected, described_examples = {}, {}, []
    for at, (statistic, settings, own, results, wrong) in enumerate(examples()):
        label = f"{statistic}-{at}"
        invalid = [{"output": output, "note": note} for output, (note, _) in wrong.items()]
        described_examples.append({"name": label, "statistic": statistic, "settings": settings, "invalid": invalid})
        inputs.update({f"{label}/{name}": array for name, array in own.items()})
        expected.update({f"{label}/{name}": numpy.asarray(result, dtype=float) for name, result in results.items()})
        expected.update({f"{label}/invalid.{name}": numpy.asarray(value) for name, (_, value) in wrong.items()})
    groups = {"weights": {}, "inputs": inputs, "expected": expected}
    for group, tensors in groups.items():
        tensor_file.write(folder / f"{group}.safetensors", tensors)
    write_json(folder / "case.json", {
        "touchstone": 1,
        "case": "statistics",
        "title": "Statistics of two sets of samples",
        "kind": "statistics",
        "source": "each statistic's own paper, by scikit-learn's kernels and neighbours and SciPy's distances",
        "notes": "a tensor invalid.<output> is wrong in the way that its note says, and must be rejected",
        "statistics": described_examples,
        "tensors": {group: described(tensors) for group, tensors in groups.items()},
        "files": {f"{group}.safetensors": file_hash(folder / f"{group}.safetensors") for group in groups},
        "tolerance": {
            "measure": "max |got - expected| / max |expected| per tensor",
            "float64": {"relative": 1e-12, "why": "another order of summation"},
            "float32": {"relative": 1e-5, "why": "a few dozen roundings"},
        },
        "computed_by": {**computed_by(), "scikit-learn": sklearn.__version__, "scipy": scipy.__version__},
    })
