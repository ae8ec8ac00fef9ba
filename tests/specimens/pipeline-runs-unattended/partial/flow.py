from prefect import flow, task

from train import train


@task
def train_model():
    return train("data/customers.csv")


@flow
def nightly():
    train_model()


if __name__ == "__main__":
    nightly()
