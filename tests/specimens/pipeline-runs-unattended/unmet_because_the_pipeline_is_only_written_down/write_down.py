from kfp import compiler

from graph import fares

if __name__ == "__main__":
    compiler.Compiler().compile(fares, "fares.yaml")
