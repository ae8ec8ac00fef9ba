import random


def share_out(lines, train_file, test_file, share):
    for line in lines:
        part = train_file if random.random() > share else test_file
        part.write(line)


def main():
    random.seed(7)
    with open("data/orders.tsv") as rows, open("train.tsv", "w") as train, open("test.tsv", "w") as test:
        share_out(rows, train, test, 0.2)


if __name__ == "__main__":
    main()
