class Store:
    def rollback(self) -> None:
        self.session.rollback()
        self.session.close()


if __name__ == "__main__":
    Store().rollback()
