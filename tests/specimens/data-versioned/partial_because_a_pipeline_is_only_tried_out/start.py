from kfp import local

from steps import fares

if __name__ == "__main__":
    local.init(runner=local.SubprocessRunner())
    fares()
