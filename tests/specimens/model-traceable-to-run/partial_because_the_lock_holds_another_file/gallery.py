import mlflow


def picture(run):
    return open(mlflow.artifacts.download_artifacts(run_id=run, artifact_path="residuals.png"), "rb").read()


if __name__ == "__main__":
    print(len(picture("latest")))
