import numpy


def pictures_and_kinds():
    return numpy.load("pictures.npy"), numpy.load("kinds.npy")
