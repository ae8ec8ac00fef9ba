import kfp

from steps import fares

if __name__ == "__main__":
    kfp.Client(host="https://pipelines.example.org").create_run_from_pipeline_func(fares, arguments={})
