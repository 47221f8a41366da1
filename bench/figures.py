"""What is made of the passes of one comparison."""

import statistics


def median(results):
    return {name: statistics.median(result[name] for result in results) for name in results[0]}


def ratio(above, below, name):
    """The median of the ratios of neighbours in time: what slows the machine for a while slows both."""
    return statistics.median(ratios(above, below, name))


def ratios(above, below, name):
    return [a[name] / b[name] for a, b in zip(above, below, strict=True)]


def spread(values):
    """The median, with the least and the most."""
    values = list(values)
    return {"median": statistics.median(values), "least": min(values), "most": max(values)}
