import pytest

from rung.assess.parse.program import program


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("uv run --extra dev pytest -q", "pytest -q"),
        ("uv run train.py", "python train.py"),
        ("uvx --from x ruff check", "ruff check"),
        ("poetry run python -m coverage run -m pytest", "python -m pytest"),
        ("coverage run --source src -m pytest tests", "python -m pytest tests"),
        ("coverage run train.py", "python train.py"),
        ("hatch run test:cov", "cov"),
        ("conda run -n env --no-capture-output python train.py", "python train.py"),
        ("micromamba run -n x pytest", "pytest"),
        ("pixi run -e dev test", "test"),
        ("accelerate launch --num_processes 2 train.py --lr 1", "python train.py --lr 1"),
        ("torchrun --nproc_per_node=4 -m pkg.train", "python -m pkg.train"),
        ("python -m torch.distributed.run --nnodes 2 train.py", "python train.py"),
        ("python -u -W ignore train.py", "python train.py"),
        (".venv/bin/python3.11 x.py", "python x.py"),
        ("venv/bin/pytest -q", "pytest -q"),
        ("./train.sh", "./train.sh"),
        ("sudo -E -u me python3 -m pytest", "python -m pytest"),
        ("docker compose exec -T api pytest", "pytest"),
        ("docker-compose -f a.yml run --rm -e A=b api python x.py", "python x.py"),
        ("docker run --rm -v /a:/b -it img:1 python x.py", "docker run img:1 python x.py"),
        ("docker build -t x .", "docker build -t x ."),
        ("kubectl -n a exec pod -- python x.py", "python x.py"),
        ("xvfb-run -a pytest", "pytest"),
        ("srun -n 4 python x.py", "python x.py"),
        ("npx -y cdk deploy", "cdk deploy"),
        ("uv run", "uv run"),
        ("docker run", "docker run"),
        ("python --version", "python --version"),
    ],
)
def test_program(line, expected):
    name, args = program(tuple(line.split()))
    assert " ".join((name, *args)) == expected


def test_nothing():
    assert program(()) == ("", ())
