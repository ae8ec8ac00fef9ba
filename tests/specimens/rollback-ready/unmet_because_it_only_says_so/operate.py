def rollback_model(version):
    print("rolling the model back")
    print(f"to {version}")
    return True


if __name__ == "__main__":
    rollback_model(3)
